import { ActionIcon, TextInput } from "@mantine/core";
import { IconChevronLeft, IconDownload, IconHeart, IconPencil, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { saveAs } from "@/api/assets";
import type { PictureDetail } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { useChangePicture } from "../api";
import { useGoOn } from "../gallery/going-on";
import { nameOf } from "../gallery/picture-tile";
import type { ImagesSearch } from "../search";
import classes from "./detail.module.css";
import type { Neighbours } from "./use-neighbours";

type Props = { picture: PictureDetail; around: Neighbours; search: ImagesSearch; onKeep: () => void; onDelete: () => void };

/** The name of the picture, where it stands, and what is done with it as a whole. */
export function DetailHead({ picture, around, search, onKeep, onDelete }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { number, all } = around;
  return (
    <header className={classes.head}>
      <ActionIcon aria-label={t("images.back")} title={t("images.back")} renderRoot={(props) => <Link to="/images" search={search} {...props} />}>
        <IconChevronLeft />
      </ActionIcon>
      <Title key={picture.id} picture={picture} />
      {number !== null && all !== null ? (
        <span className="faint tnum no-phone">{t("images.numberOf", { number: format.number(number), all: format.number(all) })}</span>
      ) : null}
      <span className={classes.gap} />
      <ActionIcon aria-pressed={picture.favourite} aria-label={t("images.favourite")} title={`${t("images.favourite")} (F)`} onClick={onKeep}>
        <IconHeart />
      </ActionIcon>
      <ActionIcon aria-label={t("images.download")} title={t("images.download")} onClick={() => saveAs(`${picture.url}?download=true`)}>
        <IconDownload />
      </ActionIcon>
      <ActionIcon aria-label={t("images.delete")} title={t("images.delete")} onClick={onDelete}>
        <IconTrash />
      </ActionIcon>
    </header>
  );
}

/** Renamed in place: Enter keeps the new name, Escape the old one. */
function Title({ picture }: { picture: PictureDetail }) {
  const { t } = useTranslation();
  const { mutate: change } = useChangePicture();
  const [typed, setTyped] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useGoOn(picture.id, () => heading.current);
  const save = () => {
    const title = typed?.trim();
    if (title && title !== picture.title) change({ id: picture.id, title });
    setTyped(null);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter") save();
    if (event.key === "Escape") setTyped(null);
  };
  if (typed !== null) {
    return (
      <TextInput
        className={classes.rename ?? ""}
        aria-label={t("images.name")}
        autoFocus
        maxLength={200}
        value={typed}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={press}
      />
    );
  }
  const name = nameOf(picture, t("images.untitled"));
  return (
    <div className={classes.title}>
      <h1 ref={heading} tabIndex={-1} className="cut" title={name}>
        {name}
      </h1>
      <ActionIcon size="sm" aria-label={t("images.rename")} title={t("images.rename")} onClick={() => setTyped(picture.title)}>
        <IconPencil className="small" />
      </ActionIcon>
    </div>
  );
}

import { ActionIcon, Button } from "@mantine/core";
import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { IconColumns2, IconDownload, IconHeart, IconTrash } from "@tabler/icons-react";
import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { saveAs } from "@/api/assets";
import type { Picture } from "@/api/types";
import { pictures, useChangePicture } from "../api";
import { DeletePictures } from "../delete-pictures";
import { choose, useGallery } from "../gallery/gallery-store";
import { filterOf } from "../search";
import classes from "./head.module.css";

/** Browsers lose downloads that come all at once. */
const PAUSE_MS = 250;

/** What can be done with several pictures together. */
export function ChosenBar() {
  const { t } = useTranslation();
  const { mutate: change } = useChangePicture();
  const [isDeleting, setDeleting] = useState(false);
  const { all, chosen } = useChosen();
  const ids = chosen.map(({ id }) => id);
  const isKept = chosen.length > 0 && chosen.every((picture) => picture.favourite);
  const none = chosen.length === 0;
  const download = () => chosen.forEach((picture, index) => setTimeout(() => saveAs(`${picture.url}?download=true`), index * PAUSE_MS));
  return (
    <div className={classes.bar} role="toolbar" aria-label={t("images.chosenActs")}>
      <span className={`strong ${classes.chosen}`} role="status">
        {t("images.chosen", { count: chosen.length })}
      </span>
      <Button variant="quiet" onClick={() => choose(all.map(({ id }) => id))}>
        {t("images.selectAll")}
      </Button>
      <span className={classes.acts}>
        <ActionIcon
          disabled={none}
          aria-pressed={isKept}
          aria-label={t("images.favourite")}
          title={t("images.favourite")}
          onClick={() => chosen.forEach(({ id }) => change({ id, favourite: !isKept }))}
        >
          <IconHeart />
        </ActionIcon>
        <ActionIcon disabled={none} aria-label={t("images.download")} title={t("images.download")} onClick={download}>
          <IconDownload />
        </ActionIcon>
        <CompareLink ids={ids} />
        <ActionIcon disabled={none} aria-label={t("images.delete")} title={t("images.delete")} onClick={() => setDeleting(true)}>
          <IconTrash />
        </ActionIcon>
      </span>
      <Button onClick={() => choose(null)}>{t("images.done")}</Button>
      {isDeleting ? <DeletePictures ids={ids} onClose={() => setDeleting(false)} onDeleted={() => choose(null)} /> : null}
    </div>
  );
}

function CompareLink({ ids }: { ids: string[] }) {
  const { t } = useTranslation();
  const [one, other] = ids;
  if (!one || !other || ids.length > 2) {
    return (
      <ActionIcon disabled aria-label={t("images.compare")} title={t("images.compareTwo")}>
        <IconColumns2 />
      </ActionIcon>
    );
  }
  return (
    <ActionIcon
      aria-label={t("images.compare")}
      title={t("images.compare")}
      renderRoot={(props) => <Link to="/images/$picture/compare" params={{ picture: one }} search={{ with: other }} {...props} />}
    >
      <IconColumns2 />
    </ActionIcon>
  );
}

/** The chosen among what the list has shown so far. */
function useChosen(): { all: Picture[]; chosen: Picture[] } {
  const cache = useQueryClient();
  const search = useSearch({ from: "/inside/shell/images" });
  const ids = useGallery((state) => state.chosen);
  const list = cache.getQueryData<InfiniteData<{ items: Picture[] }>>(pictures(filterOf(search)).queryKey);
  const all = list?.pages.flatMap((page) => page.items) ?? [];
  return { all, chosen: all.filter(({ id }) => ids?.has(id)) };
}

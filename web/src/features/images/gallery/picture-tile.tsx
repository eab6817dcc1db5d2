import { ActionIcon, Menu } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { IconCheck, IconDots, IconHeart, IconRotateClockwise } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type MouseEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { thumbnailOf } from "@/api/assets";
import { lastPreview } from "@/api/live";
import { useAgain } from "@/api/renders";
import type { Picture } from "@/api/types";
import { useChangePicture } from "../api";
import { DeletePictures } from "../delete-pictures";
import { PictureMenu } from "../picture-menu";
import type { ImagesSearch } from "../search";
import classes from "./tile.module.css";

type Props = {
  picture: Picture;
  search: ImagesSearch;
  isWide: boolean;
  isFresh: boolean;
  /** Null while nothing is being chosen. */
  isChosen: boolean | null;
  onChoose: (event: MouseEvent) => void;
  tabIndex: number;
};

export const nameOf = (picture: Picture, none: string) => picture.title || none;

/** A picture of the gallery: the way to its page, and what one does with it most. */
export function PictureTile({ picture, search, isWide, isFresh, isChosen, onChoose, tabIndex }: Props) {
  const { t } = useTranslation();
  const name = nameOf(picture, t("images.untitled"));
  const choosing = isChosen !== null;
  const click = (event: MouseEvent) => {
    if (!choosing && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    onChoose(event);
  };
  return (
    <div className={[classes.tile, isChosen ? classes.chosen : "", isFresh ? classes.fresh : ""].join(" ")}>
      <Drawing picture={picture} isWide={isWide} />
      <Link
        to="/images/$picture"
        params={{ picture: picture.id }}
        search={{ ...search, create: undefined }}
        className={classes.way}
        aria-label={name}
        data-tile={picture.id}
        tabIndex={tabIndex}
        role={choosing ? "checkbox" : undefined}
        aria-checked={isChosen ?? undefined}
        onClick={click}
      />
      {choosing ? (
        <span className={classes.box}>{isChosen ? <IconCheck /> : null}</span>
      ) : (
        <>
          <Corner picture={picture} />
          <Over picture={picture} name={name} />
        </>
      )}
    </div>
  );
}

/** The small form first; what cannot be shown small is shown as it is. */
function Drawing({ picture, isWide }: { picture: Picture; isWide: boolean }) {
  const cache = useQueryClient();
  const [before] = useState(() => lastPreview(cache, picture.render_id));
  if (picture.media_type.startsWith("video/")) return <video src={picture.url} muted loop playsInline preload="metadata" />;
  return <img src={thumbnailOf(picture.asset_id, isWide ? 1024 : 512)} alt="" decoding="async" draggable={false} style={before ? { background: `center / cover url("${before}")` } : undefined} />;
}

function Corner({ picture }: { picture: Picture }) {
  const { t } = useTranslation();
  if (!picture.favourite) return null;
  return (
    <span className={classes.corner}>
      <span className={`${classes.mark} ${classes.kept}`} title={t("images.favourite")}>
        <IconHeart />
      </span>
    </span>
  );
}

function Over({ picture, name }: { picture: Picture; name: string }) {
  const { t } = useTranslation();
  const { mutate: change } = useChangePicture();
  const again = useAgain();
  const [isOpen, setOpen] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  return (
    <div className={classes.over}>
      <span className="cut" title={name}>
        {name}
        {picture.demo ? <span className="cut"> · {t("images.demoShort")}</span> : null}
      </span>
      <span className={classes.acts}>
        <ActionIcon tabIndex={-1} aria-label={`${t("images.again")}: ${name}`} title={t("images.again")} onClick={() => again.mutate({ id: picture.render_id })}>
          <IconRotateClockwise className="small" />
        </ActionIcon>
        <ActionIcon
          tabIndex={-1}
          aria-pressed={picture.favourite}
          aria-label={`${t("images.favourite")}: ${name}`}
          title={t("images.favourite")}
          onClick={() => change({ id: picture.id, favourite: !picture.favourite })}
        >
          <IconHeart className="small" />
        </ActionIcon>
        <Menu opened={isOpen} onChange={setOpen}>
          <Menu.Target>
            <ActionIcon tabIndex={-1} aria-label={`${t("images.more")}: ${name}`} title={t("images.more")}>
              <IconDots className="small" />
            </ActionIcon>
          </Menu.Target>
          {isOpen ? <PictureMenu picture={picture} onDelete={() => setDeleting(true)} /> : null}
        </Menu>
      </span>
      {isDeleting ? <DeletePictures ids={[picture.id]} onClose={() => setDeleting(false)} /> : null}
    </div>
  );
}

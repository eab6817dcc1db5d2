import { ActionIcon } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { type TouchEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { thumbnailOf } from "@/api/assets";
import type { PictureDetail } from "@/api/types";
import classes from "./detail.module.css";
import type { Neighbours } from "./use-neighbours";

const SWIPE_PX = 60;

type Props = { picture: PictureDetail; around: Neighbours; onGo: (id: string | undefined) => void };

/** The picture as large as the page lets it be; its place is kept before it has come. */
export function Stage({ picture, around, onGo }: Props) {
  const { t } = useTranslation();
  const from = useRef(0);
  const swipe = (event: TouchEvent) => {
    const way = (event.changedTouches[0]?.clientX ?? 0) - from.current;
    if (Math.abs(way) > SWIPE_PX) onGo(way > 0 ? around.before : around.after);
  };
  const { width, height } = picture;
  return (
    <div
      className={classes.large}
      onTouchStart={(event) => {
        from.current = event.touches[0]?.clientX ?? 0;
      }}
      onTouchEnd={swipe}
    >
      {around.before ? (
        <ActionIcon className={classes.before ?? ""} aria-label={t("images.previous")} title={`${t("images.previous")} (←)`} onClick={() => onGo(around.before)}>
          <IconChevronLeft />
        </ActionIcon>
      ) : null}
      {picture.media_type.startsWith("video/") ? (
        // eslint-disable-next-line jsx-a11y/media-has-caption -- what ComfyUI films has no words
        <video key={picture.id} src={picture.url} controls loop className={classes.picture} />
      ) : (
        <img
          key={picture.id}
          className={classes.picture}
          src={picture.url}
          alt={picture.title}
          width={width ?? undefined}
          height={height ?? undefined}
          style={{ "--ratio": width && height ? width / height : 1, "--small": `url("${thumbnailOf(picture.asset_id)}")` }}
        />
      )}
      {around.after ? (
        <ActionIcon className={classes.after ?? ""} aria-label={t("images.next")} title={`${t("images.next")} (→)`} onClick={() => onGo(around.after)}>
          <IconChevronRight />
        </ActionIcon>
      ) : null}
    </div>
  );
}

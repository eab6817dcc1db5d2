import { Button, Modal } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { thumbnailOf } from "@/api/assets";
import { answer, http } from "@/api/client";
import { paged } from "@/api/paged";
import { Empty } from "@/ui/states/empty";
import { Listed } from "@/ui/states/listed";
import { SkeletonRows } from "@/ui/states/skeleton";
import { useFocusBack } from "@/ui/controls/use-focus-back";
import type { Reference } from "../acts";
import classes from "./panel.module.css";

const gallery = paged(["pictures", "to pick"], (query, signal) => answer(http.GET("/api/pictures", { params: { query }, signal })), 60);

type Props = { pictures: Reference[]; onPick: (picked: Reference) => void; onClose: () => void };

/** Pictures of this chat, and all others of the person. */
export function PicturePicker({ pictures, onPick, onClose }: Props) {
  const { t } = useTranslation();
  useFocusBack();
  const listed = useInfiniteQuery(gallery);
  return (
    <Modal opened onClose={onClose} title={t("drawing.choose")} size={720} closeButtonProps={{ "aria-label": t("common.close") }}>
      {pictures.length > 0 ? <Wall title={t("drawing.ofChat")} pictures={pictures} onPick={onPick} /> : null}
      <Listed of={listed} waiting={<SkeletonRows rows={3} />} none={<Empty title={t("images.noneTitle")} action={<Button onClick={onClose}>{t("common.close")}</Button>}>{t("drawing.noPictures")}</Empty>}>
        {(items) => (
          <Wall
            title={t("drawing.ofGallery")}
            pictures={items
              .filter((item) => item.media_type.startsWith("image/"))
              .map(({ asset_id: id, title: name, width, height }) => ({ id, name, width, height }))}
            onPick={onPick}
          />
        )}
      </Listed>
    </Modal>
  );
}

function Wall({ title, pictures, onPick }: { title: string; pictures: Reference[]; onPick: (picked: Reference) => void }) {
  const { t } = useTranslation();
  return (
    <section className={classes.wall} aria-label={title}>
      <h3 className="label">{title}</h3>
      <ul>
        {pictures.map((one) => (
          <li key={one.id}>
            <button type="button" aria-label={one.name || t("images.untitled")} title={one.name} onClick={() => onPick(one)}>
              <img src={thumbnailOf(one.id, 256)} alt="" loading="lazy" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

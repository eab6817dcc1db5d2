import { ActionIcon, Button } from "@mantine/core";
import { IconBrush, IconCapture, IconPhoto, IconX } from "@tabler/icons-react";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { contentOf, thumbnailOf, useUpload } from "@/api/assets";
import { MaskPainter } from "@/ui/mask/mask-painter";
import { PictureDrop } from "@/ui/pictures/picture-drop";
import { ErrorNote } from "@/ui/states/error-note";
import type { Reference } from "../acts";
import classes from "./panel.module.css";
import { PicturePicker } from "./picture-picker";
import { changeWish, takeReference, useWishDraft } from "./wish-draft";

type Props = { draftKey: string; pictures: Reference[] };

/** A picture to start from: dropped, pasted, chosen from the disk, the gallery or the chat; perhaps only a part of it. */
export function ReferencePart({ draftKey, pictures }: Props) {
  const { t } = useTranslation();
  const { reference } = useWishDraft(draftKey);
  const upload = useUpload();
  const [isPicking, setPicking] = useState(false);
  const send = (file: File) =>
    upload.mutate(file, { onSuccess: ({ id, name, width, height }) => takeReference(draftKey, { id, name, width, height }) });
  usePasted(send);
  if (reference) return <Held draftKey={draftKey} reference={reference} />;
  return (
    <div className={classes.reference}>
      <PictureDrop icon={IconCapture} title={t("drawing.reference")} lead={t("drawing.referenceLead")} isBusy={upload.isPending} onFile={send} />
      <Button variant="quiet" leftSection={<IconPhoto />} onClick={() => setPicking(true)}>
        {t("drawing.choose")}
      </Button>
      {upload.error ? <ErrorNote error={upload.error} /> : null}
      {isPicking ? (
        <PicturePicker
          pictures={pictures}
          onClose={() => setPicking(false)}
          onPick={(picked) => {
            takeReference(draftKey, picked);
            setPicking(false);
          }}
        />
      ) : null}
    </div>
  );
}

function Held({ draftKey, reference }: { draftKey: string; reference: Reference }) {
  const { t } = useTranslation();
  const { mask } = useWishDraft(draftKey);
  const upload = useUpload();
  const [isPainting, setPainting] = useState(false);
  const { id, name, width, height } = reference;
  const keep = (file: File) =>
    upload.mutate(file, {
      onSuccess: (painted) => {
        changeWish(draftKey, { mask: painted.id, template: null });
        setPainting(false);
      },
    });
  return (
    <div className={classes.held}>
      <Shown reference={reference} mask={mask} />
      {width && height ? (
        <Button variant="quiet" size="sm" leftSection={<IconBrush />} onClick={() => setPainting(true)}>
          {mask ? t("drawing.repaint") : t("drawing.paint")}
        </Button>
      ) : null}
      {mask ? (
        <Button variant="quiet" size="sm" onClick={() => changeWish(draftKey, { mask: null, template: null })}>
          {t("drawing.wholeAgain")}
        </Button>
      ) : null}
      <ActionIcon aria-label={t("images.removeReference")} title={t("images.removeReference")} onClick={() => takeReference(draftKey, null)}>
        <IconX />
      </ActionIcon>
      {isPainting && width && height ? (
        <MaskPainter
          picture={{ url: contentOf(id), name, width, height }}
          mask={mask ? contentOf(mask) : null}
          isBusy={upload.isPending}
          error={upload.error}
          onDone={keep}
          onClose={() => setPainting(false)}
        />
      ) : null}
    </div>
  );
}

function Shown({ reference: { id, name }, mask }: { reference: Reference; mask: string | null }) {
  const { t } = useTranslation();
  return (
    <>
      <span className={classes.thumb}>
        <img src={thumbnailOf(id, 256)} alt="" />
        {mask ? <img className={classes.marked} src={thumbnailOf(mask, 256)} alt="" /> : null}
      </span>
      <span className={classes.named}>
        <span className="strong">{mask ? t("drawing.partOf") : t("drawing.reference")}</span>
        <span className="caption cut">{name || t("images.untitled")}</span>
      </span>
    </>
  );
}

/** A picture in the clipboard is meant to start from, as long as the panel is open. */
function usePasted(send: (file: File) => void): void {
  const paste = useEffectEvent((event: ClipboardEvent) => {
    const file = Array.from(event.clipboardData?.files ?? []).find(({ type }) => type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    event.stopPropagation();
    send(file);
  });
  useEffect(() => {
    const hear = (event: ClipboardEvent) => paste(event);
    // Before the composer's own field takes it for an attachment.
    document.addEventListener("paste", hear, { capture: true });
    return () => document.removeEventListener("paste", hear, { capture: true });
  }, []);
}

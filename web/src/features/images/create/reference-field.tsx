import { ActionIcon } from "@mantine/core";
import { IconCapture, IconX } from "@tabler/icons-react";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import { thumbnailOf, useUpload } from "@/api/assets";
import type { RenderOptions } from "@/api/types";
import { PictureDrop } from "@/ui/pictures/picture-drop";
import { ErrorNote } from "@/ui/states/error-note";
import classes from "./create.module.css";
import { change, type Reference, useDraft } from "./draft";
import { withRole } from "./order";
import { takesPicture, useTakeReference } from "./use-create";

type Props = { options: RenderOptions | undefined; problem: string | undefined };

/** A picture to start from: dropped, pasted, chosen, or taken from the gallery. */
export function ReferenceField({ options, problem }: Props) {
  const { t } = useTranslation();
  const reference = useDraft((draft) => draft.reference);
  const upload = useUpload();
  const take = useTakeReference();
  const send = (file: File) => upload.mutate(file, { onSuccess: ({ id, name, width, height }) => take({ id, name, width, height }) });
  usePasted(send);
  const isNeeded = options !== undefined && withRole(options, "image")?.is_required === true;
  const title = isNeeded ? t("images.referenceNeeded") : t("images.reference");
  if (reference) return <Held title={title} reference={reference} isUnused={options !== undefined && !takesPicture(options)} />;
  return (
    <div>
      <PictureDrop icon={IconCapture} title={title} isBusy={upload.isPending} onFile={send} />
      {problem ? <p className={classes.problem}>{problem}</p> : null}
      {upload.error ? <ErrorNote error={upload.error} /> : null}
    </div>
  );
}

function Held({ title, reference, isUnused }: { title: string; reference: Reference; isUnused: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={classes.reference}>
      <img src={thumbnailOf(reference.id, 256)} alt="" />
      <span>
        <span className="strong">{title}</span>
        <span className="caption cut">{isUnused ? t("images.referenceUnused") : reference.name || t("images.untitled")}</span>
      </span>
      <ActionIcon aria-label={t("images.removeReference")} title={t("images.removeReference")} onClick={() => change({ reference: null })}>
        <IconX />
      </ActionIcon>
    </div>
  );
}

/** A picture in the clipboard is meant as the pattern, unless words are pasted. */
function usePasted(send: (file: File) => void): void {
  const paste = useEffectEvent((event: ClipboardEvent) => {
    const file = Array.from(event.clipboardData?.files ?? []).find(({ type }) => type.startsWith("image/"));
    if (!file) return;
    event.preventDefault();
    send(file);
  });
  useEffect(() => {
    document.addEventListener("paste", paste);
    return () => document.removeEventListener("paste", paste);
  }, []);
}

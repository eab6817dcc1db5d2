import { ActionIcon, Button } from "@mantine/core";
import { IconBrush, IconPhoto, IconX } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { contentOf, thumbnailOf, useUpload } from "@/api/assets";
import type { FormInput } from "@/api/types";
import { useInputName } from "@/ui/inputs/input-name";
import { MaskPainter } from "@/ui/mask/mask-painter";
import { PictureDrop } from "@/ui/pictures/picture-drop";
import { ErrorNote } from "@/ui/states/error-note";
import classes from "./create.module.css";
import { change, setValue, useDraft } from "./draft";

type Props = { input: FormInput; template: string; problem: string | undefined };

/** A further picture that a template takes; a mask can be painted over the picture that one starts from. */
export function FileInput({ input, template, problem }: Props) {
  const title = useInputName()(input);
  const upload = useUpload();
  const isPainting = useDraft((draft) => draft.painting === input.name);
  const setPainting = (isOpen: boolean) => change({ painting: isOpen ? input.name : null });
  useEffect(() => () => change({ painting: null }), []);
  const held = useDraft((draft) => draft.values[template]?.[input.name]);
  const put = (id: string | null) => setValue(template, input.name, id);
  const send = (file: File) =>
    upload.mutate(file, {
      onSuccess: ({ id }) => {
        put(id);
        setPainting(false);
      },
    });
  return (
    <div>
      {typeof held === "string" ? (
        <HeldFile id={held} title={title} onRemove={() => put(null)} />
      ) : (
        <PictureDrop icon={IconPhoto} title={title} isBusy={upload.isPending} onFile={send} />
      )}
      {input.role === "mask" ? <PaintMask isOpen={isPainting} onOpen={setPainting} held={typeof held === "string" ? held : null} isBusy={upload.isPending} error={upload.error} onDone={send} /> : null}
      {problem && !held ? <p className={classes.problem}>{problem}</p> : null}
      {upload.error && !isPainting ? <ErrorNote error={upload.error} /> : null}
    </div>
  );
}

function HeldFile({ id, title, onRemove }: { id: string; title: string; onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.reference}>
      <img src={thumbnailOf(id, 256)} alt="" />
      <span className="strong">{title}</span>
      <ActionIcon aria-label={`${t("images.removeFile")}: ${title}`} title={t("images.removeFile")} onClick={onRemove}>
        <IconX />
      </ActionIcon>
    </div>
  );
}

type PaintProps = { isOpen: boolean; onOpen: (isOpen: boolean) => void; held: string | null; isBusy: boolean; error: unknown; onDone: (mask: File) => void };

function PaintMask({ isOpen, onOpen, held, isBusy, error, onDone }: PaintProps) {
  const { t } = useTranslation();
  const reference = useDraft((draft) => draft.reference);
  if (!reference?.width || !reference.height) return <p className={`caption ${classes.after}`}>{t("images.maskNeedsPicture")}</p>;
  const { id, name, width, height } = reference;
  return (
    <>
      <Button variant="quiet" className={classes.reset ?? ""} leftSection={<IconBrush />} onClick={() => onOpen(true)}>
        {held ? t("drawing.repaint") : t("images.paintMask")}
      </Button>
      {isOpen ? (
        <MaskPainter
          picture={{ url: contentOf(id), name, width, height }}
          mask={held ? contentOf(held) : null}
          isBusy={isBusy}
          error={error}
          onDone={onDone}
          onClose={() => onOpen(false)}
        />
      ) : null}
    </>
  );
}

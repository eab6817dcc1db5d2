import { ActionIcon } from "@mantine/core";
import { IconAlertTriangle, IconFileText, IconFileTypePdf, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { thumbnailOf } from "@/api/assets";
import type { Attachment } from "@/api/types";
import { Dot } from "@/ui/marks/dot";
import { useFailureWords } from "@/ui/states/failure-words";
import classes from "./composer.module.css";
import type { Upload } from "./uploads";

type Props = { attachments: Attachment[]; uploads: Upload[]; onRemove: (attachment: Attachment) => void };

/** What goes with the message, and what is still on its way up. */
export function Attached({ attachments, uploads, onRemove }: Props) {
  const { t } = useTranslation();
  const tell = useFailureWords();
  if (attachments.length + uploads.length === 0) return null;
  return (
    <ul className={classes.attached} aria-label={t("chats.composer.attached")}>
      {attachments.map((one) => (
        <li key={one.id}>
          <Mark of={one} />
          <span className="cut" title={one.name}>
            {one.name}
          </span>
          <Remove name={one.name} onClick={() => onRemove(one)} />
        </li>
      ))}
      {uploads.map(({ id, name, failure, stop }) => {
        const words = failure ? tell(failure) : null;
        return (
          <li key={id} data-bad={failure ? true : undefined} role={failure ? "alert" : undefined}>
            {failure ? <IconAlertTriangle className="small" /> : <Dot look="busy" />}
            <span className="cut" title={name}>
              {name}
            </span>
            <span className="caption">{words ? `${words.what} ${words.hint ?? ""}` : t("chats.composer.uploading")}</span>
            <Remove name={name} onClick={stop} />
          </li>
        );
      })}
    </ul>
  );
}

function Mark({ of: { kind, asset } }: { of: Attachment }) {
  if (kind === "picture") return <img src={thumbnailOf(asset.id, 256)} alt="" />;
  return kind === "pdf" ? <IconFileTypePdf className="small" /> : <IconFileText className="small" />;
}

function Remove({ name, onClick }: { name: string; onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <ActionIcon size="sm" aria-label={t("chats.composer.remove", { name })} title={t("chats.composer.remove", { name })} onClick={onClick}>
      <IconX className="small" />
    </ActionIcon>
  );
}

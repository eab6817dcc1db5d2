import { IconFileText, IconFileTypePdf } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { thumbnailOf } from "@/api/assets";
import type { Attachment } from "@/api/types";
import { useFormat } from "@/i18n/format";
import classes from "./parts.module.css";

const HIGH = 160;
const WIDE = 280;

/** What went with a message; the place of a picture is kept before it comes. */
export function Files({ attachments }: { attachments: Attachment[] }) {
  const { t } = useTranslation();
  if (attachments.length === 0) return null;
  return (
    <ul className={classes.files} aria-label={t("chats.composer.attached")}>
      {attachments.map((one) => (
        <li key={one.id}>{one.kind === "picture" ? <Picture of={one} /> : <Paper of={one} />}</li>
      ))}
    </ul>
  );
}

function Picture({ of: { asset, name } }: { of: Attachment }) {
  const ratio = asset.width && asset.height ? Math.min(2.4, Math.max(0.5, asset.width / asset.height)) : 1;
  const height = Math.min(HIGH, WIDE / ratio);
  return (
    <a className={classes.picture} href={asset.url} target="_blank" rel="noreferrer" style={{ width: height * ratio, height }}>
      <img src={thumbnailOf(asset.id)} alt={name} loading="lazy" decoding="async" />
    </a>
  );
}

function Paper({ of: { asset, name, kind, pages, characters } }: { of: Attachment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const size = pages ? t("chats.pages", { count: pages }) : t("chats.characters", { count: characters, shown: format.number(characters) });
  return (
    <a className={classes.paper} href={asset.url} target="_blank" rel="noreferrer">
      {kind === "pdf" ? <IconFileTypePdf /> : <IconFileText />}
      <span>
        <span className="strong cut">{name}</span>
        <span className="caption">{size}</span>
      </span>
    </a>
  );
}

import { IconFileText, IconFileTypePdf, IconWorld } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { thumbnailOf } from "@/api/assets";
import type { Attachment, Message } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { SourceLink } from "../message/parts/search-done";
import classes from "./inspector.module.css";

const MOST = 24;

/** Papers that were attached, and pages that were found. */
export function SourcesSection({ messages }: { messages: Message[] }) {
  const { t } = useTranslation();
  const papers = useMemo(() => messages.flatMap((message) => message.attachments.filter(({ kind }) => kind !== "picture")), [messages]);
  const pages = useMemo(() => {
    const found = messages.flatMap((message) => message.search?.sources ?? []);
    return [...new Map(found.map((page) => [page.url, page])).values()];
  }, [messages]);
  if (papers.length + pages.length === 0) return null;
  return (
    <section className={classes.section} aria-label={t("chats.sources")}>
      <header>
        <h3 className="label">{t("chats.sources")}</h3>
      </header>
      <ul className={classes.sources}>
        {papers.map((paper) => (
          <Paper key={paper.id} of={paper} />
        ))}
        {pages.slice(0, MOST).map(({ url, title }) => (
          <li key={url}>
            <IconWorld className="small" />
            <span className="cut">
              <SourceLink url={url} title={title} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Paper({ of: { kind, name, asset, pages, characters } }: { of: Attachment }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li>
      {kind === "pdf" ? <IconFileTypePdf className="small" /> : <IconFileText className="small" />}
      <a className="cut" href={asset.url} target="_blank" rel="noreferrer" title={name}>
        {name}
      </a>
      <span className="faint caption tnum">{pages ? t("chats.pages", { count: pages }) : t("chats.characters", { count: characters, shown: format.number(characters) })}</span>
    </li>
  );
}

type Shown = { id: string; thumbnail: string; title: string; picture: string | null; url: string };

/** The pictures of the chat as far as it was read, the newest first. */
export function PicturesSection({ messages }: { messages: Message[] }) {
  const { t } = useTranslation();
  const shown = useMemo(() => messages.flatMap(picturesOf).reverse(), [messages]);
  if (shown.length === 0) return null;
  return (
    <section className={classes.section} aria-label={t("chats.pictures")}>
      <header>
        <h3 className="label">{t("chats.pictures")}</h3>
        <span className="faint caption tnum">{shown.length}</span>
      </header>
      <ul className={classes.pictures}>
        {shown.slice(0, MOST).map((one) => (
          <li key={one.id}>
            {one.picture ? (
              <Link to="/images/$picture" params={{ picture: one.picture }}>
                <img src={one.thumbnail} alt={one.title} loading="lazy" decoding="async" />
              </Link>
            ) : (
              <a href={one.url} target="_blank" rel="noreferrer">
                <img src={one.thumbnail} alt={one.title} loading="lazy" decoding="async" />
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function picturesOf({ attachments, drawing }: Message): Shown[] {
  const given = attachments
    .filter(({ kind }) => kind === "picture")
    .map(({ id, asset, name }) => ({ id, thumbnail: thumbnailOf(asset.id, 256), title: name, picture: null, url: asset.url }));
  const drawn = (drawing?.variants ?? []).map((variant) => ({
    id: variant.picture_id,
    thumbnail: variant.thumbnail_url,
    title: drawing?.wish.description ?? "",
    picture: variant.picture_id,
    url: variant.url,
  }));
  return [...given, ...drawn];
}

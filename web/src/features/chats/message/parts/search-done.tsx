import { IconAlertTriangle, IconChevronRight, IconWorld } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { useFailureWords } from "@/ui/states/failure-words";
import classes from "./parts.module.css";

type Search = NonNullable<Message["search"]>;

/** What was looked up for a reply: the questions, and the pages with their numbers. */
export function SearchDone({ search: { queries, sources, error } }: { search: Search }) {
  const { t } = useTranslation();
  const tell = useFailureWords();
  const words = error ? tell(error) : null;
  return (
    <div className={classes.search}>
      <p className="caption">
        <IconWorld className="small" />
        <span className="cut" title={queries.join(", ")}>
          {t("chats.message.searched", { queries: queries.map((query) => t("common.quoted", { words: query })).join(", ") })}
        </span>
      </p>
      {words ? (
        <p className={`caption ${classes.bad}`}>
          <IconAlertTriangle className="small" />
          {words.what} {words.hint ?? words.who}
        </p>
      ) : null}
      {sources.length > 0 ? (
        <details className={classes.thinking}>
          <summary>
            {t("chats.message.sources", { count: sources.length })}
            <IconChevronRight className="small" />
          </summary>
          <ol className={classes.sources}>
            {sources.map(({ number, title, url, snippet }) => (
              <li key={number}>
                <span className={classes.number}>{number}</span>
                <span>
                  <SourceLink url={url} title={title} />
                  <span className="caption cut">{hostOf(url)}</span>
                  {snippet ? <span className={`caption ${classes.snippet}`}>{snippet}</span> : null}
                </span>
              </li>
            ))}
          </ol>
        </details>
      ) : null}
    </div>
  );
}

/** Only what can be a page of the web becomes a link. */
export function SourceLink({ url, title }: { url: string; title: string }) {
  if (!/^https?:\/\//i.test(url)) return <span className="strong">{title || url}</span>;
  return (
    <a className="link" href={url} target="_blank" rel="noreferrer noopener nofollow">
      {title || url}
    </a>
  );
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

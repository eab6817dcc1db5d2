import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SearchHit } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { ErrorNote } from "@/ui/states/error-note";
import { SkeletonRows } from "@/ui/states/skeleton";
import { hitsOf, spansOf } from "../api/hits";
import classes from "./list.module.css";
import { MoreWhenSeen } from "./more-when-seen";

/** Messages of all chats in which the words were found; each leads to its place. */
export function Hits({ words, isSettled }: { words: string; isSettled: boolean }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery({ ...hitsOf(words), enabled: words.length > 0, placeholderData: keepPreviousData });
  const isKnown = isSettled && list.isSuccess && !list.isPlaceholderData;
  if (!list.data) {
    return <div className={classes.waiting}>{list.error ? <ErrorNote error={list.error} onRetry={() => void list.refetch()} /> : <SkeletonRows rows={4} />}</div>;
  }
  const hits = list.data.pages.flatMap((page) => page.items);
  return (
    <>
      <p className="hidden-words" role="status">
        {isKnown ? t("chats.found", { count: hits.length }) : ""}
      </p>
      {isKnown && hits.length === 0 ? <p className={`caption ${classes.told}`}>{t("chats.foundNothing", { words })}</p> : null}
      <ul aria-label={t("chats.hits")}>
        {hits.map((hit) => (
          <HitRow key={`${hit.chat_id} ${hit.message_id ?? ""}`} hit={hit} />
        ))}
      </ul>
      <MoreWhenSeen of={list} />
    </>
  );
}

function HitRow({ hit }: { hit: SearchHit }) {
  const format = useFormat();
  return (
    <li className={classes.row}>
      <Link to="/chats/{-$chat}" params={{ chat: hit.chat_id }} search={hit.message_id ? { at: hit.message_id } : {}} className={classes.way} data-row viewTransition={false}>
        <span className={classes.words}>
          <span className={classes.first}>
            <span className="strong cut">{hit.chat_title}</span>
            <time dateTime={hit.created_at}>{format.brief(hit.created_at)}</time>
          </span>
          <span className={`muted ${classes.snippet}`}>
            {spansOf(hit.snippet).map((span, index) => (span.isFound ? <mark key={index}>{span.text}</mark> : span.text))}
          </span>
        </span>
      </Link>
    </li>
  );
}

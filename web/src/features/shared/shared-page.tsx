import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { asFailure } from "@/api/failure";
import type { SharedChat } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { usePageTitle } from "@/ui/layout/page";
import { Mark } from "@/ui/marks/brand";
import { ErrorNote } from "@/ui/states/error-note";
import { FullPage } from "@/ui/states/full-page";
import { sharedChat } from "./api";
import { SharedMessage } from "./shared-message";
import classes from "./shared.module.css";

/** A chat that somebody shared, as a page to read. */
export function SharedPage() {
  const { token } = useParams({ from: "/shared/$token" });
  const { data, error, refetch, ...list } = useInfiniteQuery(sharedChat(token));
  const { t } = useTranslation();
  const first = data?.pages[0];
  usePageTitle(first?.title ?? t("shared.title"));
  const robots = <meta name="robots" content="noindex, nofollow" />;
  if (!first) {
    return (
      <main className={classes.page}>
        {robots}
        {error ? <Nothing error={error} onRetry={() => void refetch()} /> : <Waiting />}
      </main>
    );
  }
  return (
    <main className={classes.page}>
      {robots}
      <article className={classes.sheet}>
        <Head chat={first} />
        {data.pages.flatMap((page) => page.messages).map((message) => (
          <SharedMessage key={message.id} message={message} />
        ))}
        {error ? <ErrorNote error={error} onRetry={() => void list.fetchNextPage()} /> : null}
        {list.hasNextPage && !error ? (
          <Button className={classes.further} loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("shared.further")}
          </Button>
        ) : null}
        <footer className={classes.foot}>
          <Mark size={24} />
          <span>{t("shared.foot")}</span>
        </footer>
      </article>
    </main>
  );
}

function Head({ chat }: { chat: SharedChat }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <header className={classes.head}>
      <h1>{chat.title}</h1>
      <p>
        {chat.author ? <span>{t("shared.by", { name: chat.author })}</span> : null}
        <time dateTime={chat.created_at}>{format.day(chat.created_at)}</time>
      </p>
    </header>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <div className={classes.sheet} role="status" aria-label={t("common.loading")}>
      <i className={classes.bar} data-large />
      <i className={classes.bar} />
      <i className={classes.bar} />
    </div>
  );
}

function Nothing({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  usePageTitle(t("shared.gone"));
  if (asFailure(error).status === 404 || asFailure(error).status === 422) return <FullPage title={t("shared.gone")} why={t("shared.goneWhy")} />;
  return (
    <div className={classes.sheet}>
      <ErrorNote error={error} onRetry={onRetry} />
    </div>
  );
}

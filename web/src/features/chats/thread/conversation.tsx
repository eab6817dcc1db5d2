import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { IconPaperclip } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import { useFormat } from "@/i18n/format";
import { usePageTitle } from "@/ui/layout/page";
import { Empty } from "@/ui/states/empty";
import { ErrorNote } from "@/ui/states/error-note";
import { useChatTitle } from "@/ui/marks/chat-title";
import { useTakeBack } from "../api/acts";
import { useStop } from "../api/message-acts";
import { deliver, post, useOutbox, type Words } from "../api/outbox";
import { type ChatFacts, isGone, type Thread, writingIn } from "../api/thread";
import { Composer } from "../composer/composer";
import { draftKeyOf, useDraft } from "../composer/draft";
import { useUploads } from "../composer/uploads";
import { openPanel, usePanelIsOpen } from "../drawing/panel/open-panel";
import { Head } from "../head/head";
import { edit } from "../message/editing";
import { DrawHere } from "./draw-here";
import { type Column, Messages } from "./messages";
import { Spoken } from "./spoken";
import { ThreadSkeleton } from "./thread-skeleton";
import classes from "./thread.module.css";
import { useFileDrop } from "./use-file-drop";
import { useThread } from "./use-thread";

/** One chat: what was said, and the field to go on. */
export function Conversation({ id, at }: { id: string; at: string | undefined }) {
  const { t } = useTranslation();
  const read = useThread(id, at);
  const { query, thread } = read;
  const titleOf = useChatTitle();
  usePageTitle(thread ? titleOf(thread.chat.title) : t("room.chats"));
  if (thread) return <Talk {...read} thread={thread} at={at} />;
  return (
    <section className={classes.thread} aria-label={t("chats.conversation")}>
      <Head chat={null} isBare={isGone(query.error)} />
      {query.error ? <Missing error={query.error} onRetry={() => void query.refetch()} /> : <ThreadSkeleton />}
    </section>
  );
}

function Missing({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation();
  if (!isGone(error)) {
    return (
      <div className={classes.begin}>
        <ErrorNote error={error} onRetry={onRetry} />
      </div>
    );
  }
  return (
    <Empty
      title={t("chats.missing")}
      action={
        <Button component={Link} to="/chats">
          {t("chats.allChats")}
        </Button>
      }
    >
      {t("chats.missingWhy")}
    </Empty>
  );
}

type TalkProps = ReturnType<typeof useThread> & { thread: Thread; at: string | undefined };

function Talk({ thread, at, ...read }: TalkProps) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const { id: owner } = useMe();
  const { chat, messages } = thread;
  const key = draftKeyOf(owner, chat.id);
  const standing = useDraft(key).attachments.length;
  const uploads = useUploads(key, standing);
  const { isOver, zone } = useFileDrop(uploads.take);
  const column = useRef<Column>(null);
  const outgoing = useWaiting(owner, thread);
  const writing = writingIn(thread);
  const run = writing?.run_id ?? null;
  const stop = useStop(chat.id);
  const isFrozen = chat.deleted_at !== null;
  const isDrawing = usePanelIsOpen(key);
  useEffect(() => () => edit(null), []);
  useEffect(() => {
    if (!writing) deliver(cache, owner);
  }, [cache, owner, writing]);

  const toEnd = () => void (thread.later ? read.newest() : Promise.resolve()).then(() => column.current?.goTo("end"));
  const send = (words: Words) => {
    post(cache, owner, chat.id, words);
    toEnd();
  };
  const editLast = () => {
    const last = messages.findLast((message) => message.role === "user");
    if (last) edit(last.id);
  };
  return (
    <section className={classes.thread} aria-label={t("chats.conversation")} {...(isFrozen ? {} : zone)}>
      <Head chat={chat} />
      {isFrozen ? <InTrash chat={chat} /> : null}
      <Messages {...read} thread={thread} outgoing={outgoing} at={at} isFrozen={isFrozen} column={column} />
      <Spoken run={run} />
      {isFrozen ? null : isDrawing ? (
        <DrawHere draftKey={key} thread={thread} onDrawn={toEnd} />
      ) : (
        <Composer draftKey={key} chat={chat} uploads={uploads} writing={run} onSend={send} onStop={stop.mutate} onEditLast={editLast} onDraw={() => openPanel(key)} />
      )}
      {isOver ? <DropHint /> : null}
    </section>
  );
}

/** What was written here and is not stored yet. */
function useWaiting(owner: string, { chat, messages }: Thread) {
  const items = useOutbox((state) => state.items);
  return useMemo(() => {
    const stored = new Set(messages.slice(-4).map((message) => message.id));
    return items.filter((item) => item.owner === owner && item.chat === chat.id && !(item.sentAs && stored.has(item.sentAs)));
  }, [items, owner, chat.id, messages]);
}

function InTrash({ chat }: { chat: ChatFacts }) {
  const { t } = useTranslation();
  const format = useFormat();
  const takeBack = useTakeBack();
  return (
    <div className={classes.banner} role="status">
      <p>{t("chats.inTrash", { day: format.day(chat.deleted_at ?? chat.active_at) })}</p>
      <Button size="sm" loading={takeBack.isPending} onClick={() => takeBack.mutate(chat.id)}>
        {t("chats.takeBack")}
      </Button>
      {takeBack.error ? <ErrorNote error={takeBack.error} /> : null}
    </div>
  );
}

export function DropHint() {
  const { t } = useTranslation();
  return (
    <div className={classes.drop}>
      <p className="strong">
        <IconPaperclip />
        {t("chats.drop")}
      </p>
    </div>
  );
}

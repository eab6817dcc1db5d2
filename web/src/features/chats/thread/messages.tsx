import { ActionIcon } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNote } from "@/ui/states/error-note";
import type { Outgoing } from "../api/outbox";
import type { Thread } from "../api/thread";
import { MessageView } from "../message/message";
import { itemOf, itemOfOutgoing } from "./guess";
import { OutgoingView } from "./outgoing";
import classes from "./thread.module.css";
import { type Place, useFlow } from "./use-flow";
import type { useThread } from "./use-thread";

/** So that a found message is not glued to the edge. */
const BELOW_EDGE = 96;
const LIT_MS = 2400;

export type Column = { goTo: (place: Place) => void };
type Props = Pick<ReturnType<typeof useThread>, "near" | "newest" | "fault" | "retry"> & {
  thread: Thread;
  outgoing: Outgoing[];
  at: string | undefined;
  isFrozen: boolean;
  column: Ref<Column>;
};

/** The messages that are near the view, in one column. */
export function Messages({ thread, outgoing, at, isFrozen, near, newest, fault, retry, column: handle }: Props) {
  const { t } = useTranslation();
  const { messages, earlier, later } = thread;
  const items = useMemo(() => [...messages.map(itemOf), ...outgoing.map(itemOfOutgoing)], [messages, outgoing]);
  const isThere = at !== undefined && messages.some((message) => message.id === at);
  const { scroller, column, shown, onScroll, isAtEnd, goTo } = useFlow(items, isThere ? { key: at, offset: BELOW_EDGE } : "end", near);
  const lit = useLit(isThere ? at : undefined, (key) => goTo({ key, offset: BELOW_EDGE }));
  useImperativeHandle(handle, () => ({ goTo }), [goTo]);
  const toNewest = () => void (later ? newest() : Promise.resolve()).then(() => goTo("end"));
  return (
    <div className={classes.view}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by the keyboard */}
      <div ref={scroller} className={classes.scroll} onScroll={onScroll} tabIndex={0} role="group" aria-label={t("chats.messages")}>
        <div ref={column} className={classes.lane}>
          {earlier ? (
            <div className={classes.earlier}>{fault ? <ErrorNote error={fault} onRetry={retry} /> : <span className="caption">{t("chats.readingEarlier")}</span>}</div>
          ) : null}
          <div style={{ height: shown.before }} />
          {items.slice(shown.from, shown.to).map(({ key }, index) => {
            const message = messages[shown.from + index];
            const sending = message ? undefined : outgoing[shown.from + index - messages.length];
            return (
              <div key={key} data-key={key} data-lit={key === lit || undefined} className={classes.row}>
                {message ? <MessageView message={message} isFrozen={isFrozen} /> : null}
                {sending ? <OutgoingView item={sending} /> : null}
              </div>
            );
          })}
          <div style={{ height: shown.after }} />
        </div>
      </div>
      {isAtEnd && !later ? null : (
        <ActionIcon className={classes.newest ?? ""} variant="plain" aria-label={t("chats.newest")} title={t("chats.newest")} onClick={toNewest}>
          <IconArrowDown />
        </ActionIcon>
      )}
    </div>
  );
}

/** Leads to the message that was asked for, and lights it for a moment. */
function useLit(at: string | undefined, show: (key: string) => void): string | null {
  const [faded, setFaded] = useState<string | null>(null);
  const lead = useEffectEvent(show);
  useEffect(() => {
    if (!at) return;
    lead(at);
    const timer = setTimeout(() => setFaded(at), LIT_MS);
    return () => clearTimeout(timer);
  }, [at]);
  return at !== undefined && at !== faded ? at : null;
}

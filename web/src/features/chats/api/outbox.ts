/** Messages on their way: shown at once, kept on this device until the server has them, sent when it answers again. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { create } from "zustand";
import { answer, http } from "@/api/client";
import { connection } from "@/api/connection";
import { asFailure, type Failure } from "@/api/failure";
import { useMe } from "@/api/me";
import type { Attachment, ErrorInfo } from "@/api/types";
import { refreshChat } from "./news";
import { type Thread, threadKey, writingIn } from "./thread";

export type Reason = Pick<ErrorInfo, "code" | "message" | "who"> & { hint: string | null };

export type Outgoing = {
  /** The idempotency key: however often it is sent, it is stored once. */
  key: string;
  owner: string;
  chat: string;
  content: string;
  attachments: Attachment[];
  webSearch: boolean;
  at: string;
  state: "sending" | "waiting" | "refused";
  reason: Reason | null;
  /** What it has become, once the server has it. */
  sentAs: string | null;
};

const KEPT = "fabula.chats.outbox";
const MOST = 50;
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 30_000;

export const useOutbox = create<{ items: Outgoing[] }>(() => ({ items: kept() }));
useOutbox.subscribe(({ items }) => localStorage.setItem(KEPT, JSON.stringify(items.filter(({ sentAs }) => sentAs === null).slice(-MOST))));

const patch = (key: string, facts: Partial<Outgoing>) =>
  useOutbox.setState(({ items }) => ({ items: items.map((item) => (item.key === key ? { ...item, ...facts } : item)) }));

export const drop = (key: string) => useOutbox.setState(({ items }) => ({ items: items.filter((item) => item.key !== key) }));

/** What did not get through rests, longer each time: a server that answers everything else must not be asked without pause. */
const resting = new Map<string, { until: number; rest: number }>();

function rest(cache: QueryClient, { key, owner }: Outgoing): void {
  const rest = Math.min(LONGEST_REST_MS, 2 * (resting.get(key)?.rest ?? FIRST_REST_MS / 2));
  resting.set(key, { rest, until: Date.now() + rest });
  patch(key, { state: "waiting" });
  setTimeout(() => deliver(cache, owner), rest + 10);
}

const isResting = ({ key }: Outgoing) => (resting.get(key)?.until ?? 0) > Date.now();

export type Words = Pick<Outgoing, "content" | "attachments" | "webSearch">;

export const messageOf = ({ content, attachments, webSearch }: Words) => ({
  content,
  attachments: attachments.map(({ id }) => id),
  reply: true,
  ...(webSearch ? { web_search: true } : {}),
});

export function post(cache: QueryClient, owner: string, chat: string, words: Words): void {
  const item: Outgoing = { ...words, owner, chat, key: crypto.randomUUID(), at: new Date().toISOString(), state: "waiting", reason: null, sentAs: null };
  useOutbox.setState(({ items }) => ({ items: [...items, item] }));
  deliver(cache, owner);
}

export function postAgain(cache: QueryClient, item: Outgoing): void {
  patch(item.key, { state: "waiting", reason: null });
  resting.delete(item.key);
  deliver(cache, item.owner);
}

/** Sends what waits, in each chat one after the other; while a reply is written there, the next one waits. */
export function deliver(cache: QueryClient, owner: string): void {
  if (!connection.getState().answers) return;
  const mine = useOutbox.getState().items.filter((item) => item.owner === owner && item.sentAs === null);
  for (const chat of new Set(mine.map((item) => item.chat))) {
    const [first] = mine.filter((item) => item.chat === chat && item.state !== "refused");
    if (first?.state === "waiting" && !isResting(first) && !writingIn(cache.getQueryData<Thread>(threadKey(chat)))) void send(cache, first);
  }
}

async function send(cache: QueryClient, item: Outgoing): Promise<void> {
  patch(item.key, { state: "sending" });
  try {
    const { message_id } = await answer(
      http.POST("/api/chats/{chat_id}/messages", {
        params: { path: { chat_id: item.chat }, header: { "idempotency-key": item.key } },
        body: messageOf(item),
      }),
    );
    resting.delete(item.key);
    patch(item.key, { sentAs: message_id });
    await refreshChat(cache, item.chat);
    drop(item.key);
  } catch (error) {
    await refused(cache, item, asFailure(error));
  }
}

async function refused(cache: QueryClient, item: Outgoing, failure: Failure): Promise<void> {
  const { key, chat } = item;
  const { code, message, who, hint } = failure;
  if (code === "unreachable") { rest(cache, item); return; }
  if (failure.status === 409) {
    await refreshChat(cache, chat);
    if (writingIn(cache.getQueryData<Thread>(threadKey(chat)))) { patch(key, { state: "waiting" }); return; }
  }
  patch(key, { state: "refused", reason: { code, message, who, hint } });
}

/** Sends what was left over when the page opens, and when the server answers again. */
export function useDelivery(): void {
  const cache = useQueryClient();
  const { id } = useMe();
  useEffect(() => {
    deliver(cache, id);
    return connection.subscribe((now, before) => {
      if (now.answers && !before.answers) deliver(cache, id);
    });
  }, [cache, id]);
}

function kept(): Outgoing[] {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? "[]") as Outgoing[];
    return found.map((item) => (item.state === "sending" ? { ...item, state: "waiting" } : item));
  } catch {
    return [];
  }
}

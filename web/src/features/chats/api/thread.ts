/** What is read of one chat: its settings, and a stretch of the branch that is shown. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import { Failure } from "@/api/failure";
import type { Chat, Message } from "@/api/types";

export type ChatFacts = Omit<Chat, "messages" | "earlier">;
/** `earlier` and `later` lead on; without `later` the stretch ends where the chat ends. */
export type Thread = { chat: ChatFacts; messages: Message[]; earlier: string | null; later: string | null };

const WINDOW = 50;

export const threadKey = (id: string) => ["chats", "thread", id] as const;

/** `at`: a message around which to begin, if nothing of the chat was read yet. */
export const threadOf = (id: string, at?: string) =>
  queryOptions({
    queryKey: threadKey(id),
    queryFn: async ({ client, signal }): Promise<Thread> => {
      const before = client.getQueryData<Thread>(threadKey(id));
      if (at && !before) return readAround(id, at, signal);
      return withNewest(client.getQueryData<Thread>(threadKey(id)), await readChat(id, WINDOW, signal));
    },
    retry: (times, error) => times < 2 && !(error instanceof Failure && error.code !== "unreachable"),
  });

/** It was deleted, is somebody else's, or its address is no chat's: no other try brings it. */
export const isGone = (error: unknown) => error instanceof Failure && (error.status === 404 || error.status === 422);

export const readChat = (chat_id: string, limit: number, signal?: AbortSignal) =>
  answer(http.GET("/api/chats/{chat_id}", { params: { path: { chat_id }, query: { limit } }, ...(signal ? { signal } : {}) }));

type Cursor = { before: string } | { after: string } | { around: string };

const readWindow = (chat_id: string, cursor: Cursor, signal?: AbortSignal) =>
  answer(
    http.GET("/api/chats/{chat_id}/messages", {
      params: { path: { chat_id }, query: { ...cursor, limit: WINDOW } },
      ...(signal ? { signal } : {}),
    }),
  );

async function readAround(id: string, at: string, signal?: AbortSignal): Promise<Thread> {
  const [chat, stretch] = await Promise.all([readChat(id, 1, signal), readWindow(id, { around: at }, signal)]);
  return { chat: factsOf(chat), ...stretch };
}

/** The chat without its messages. */
export function factsOf(chat: Chat): ChatFacts {
  const facts: Partial<Chat> = { ...chat };
  delete facts.messages;
  delete facts.earlier;
  return facts as ChatFacts;
}

/** What was read, with the newest stretch of the chat laid over it. */
export function withNewest(before: Thread | undefined, { messages, earlier, ...chat }: Chat): Thread {
  if (!before) return { chat, messages, earlier, later: null };
  if (before.later !== null) return { ...before, chat };
  const first = messages[0]?.id;
  const at = before.messages.findIndex((message) => message.id === first);
  if (at < 0) return { chat, messages, earlier, later: null };
  return { chat, messages: [...before.messages.slice(0, at), ...messages], earlier: at === 0 ? earlier : before.earlier, later: null };
}

export function placeThread(cache: QueryClient, chat: Chat): void {
  cache.setQueryData<Thread>(threadKey(chat.id), (before) => withNewest(before, chat));
}

export async function readEarlier(cache: QueryClient, id: string): Promise<void> {
  const cursor = cache.getQueryData<Thread>(threadKey(id))?.earlier;
  if (!cursor) return;
  const { messages, earlier } = await readWindow(id, { before: cursor });
  cache.setQueryData<Thread>(threadKey(id), (now) => {
    if (now?.earlier !== cursor) return now;
    const known = new Set(now.messages.map((message) => message.id));
    return { ...now, messages: [...messages.filter((message) => !known.has(message.id)), ...now.messages], earlier };
  });
}

export async function readLater(cache: QueryClient, id: string): Promise<void> {
  const cursor = cache.getQueryData<Thread>(threadKey(id))?.later;
  if (!cursor) return;
  const { messages, later } = await readWindow(id, { after: cursor });
  cache.setQueryData<Thread>(threadKey(id), (now) => {
    if (now?.later !== cursor) return now;
    const known = new Set(now.messages.map((message) => message.id));
    return { ...now, messages: [...now.messages, ...messages.filter((message) => !known.has(message.id))], later };
  });
}

/** Shows the chat around a message that was not read yet. */
export async function openAround(cache: QueryClient, id: string, at: string): Promise<void> {
  const thread = await readAround(id, at);
  cache.setQueryData<Thread>(threadKey(id), thread);
}

/** Back to the end of the chat, when a stretch of its past was shown. */
export async function openNewest(cache: QueryClient, id: string): Promise<void> {
  const chat = await readChat(id, WINDOW);
  cache.setQueryData<Thread>(threadKey(id), withNewest(undefined, chat));
}

/** Text never waits for pictures: a drawing is no reply that another message had to wait for. */
export const isWriting = (message: Message) => message.state === "writing" && message.drawing === null;

/** The reply that is under way on the shown branch. */
export const writingIn = (thread: Thread | undefined) => thread?.messages.findLast(isWriting);

/** Brings what happens to chats, here or on another device, into what is shown. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { TopicFrame } from "@/api/events";
import { Failure } from "@/api/failure";
import { useTopic } from "@/api/live";
import { forgetChat, placeChat, readListsAgain, readTrashAgain } from "./shelves";
import { placeThread, readChat, threadKey } from "./thread";

const PAUSE_MS = 250;
const MANY = 8;
const WINDOW = 50;

/** Reads one chat again and puts it wherever it is shown. */
export async function refreshChat(cache: QueryClient, id: string): Promise<void> {
  const isShown = cache.getQueryData(threadKey(id)) !== undefined;
  try {
    const chat = await readChat(id, isShown ? WINDOW : 1);
    placeChat(cache, chat);
    if (isShown) placeThread(cache, chat);
    if (chat.deleted_at) void readTrashAgain(cache);
  } catch (error) {
    if (!(error instanceof Failure) || error.status !== 404) return;
    forgetChat(cache, id);
    await cache.invalidateQueries({ queryKey: threadKey(id) });
  }
}

/** Follows the person's chats while the page stands. News that come close together are read together. */
export function useChatNews(): void {
  const cache = useQueryClient();
  const waiting = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useTopic("chats", (frame) => {
    const id = chatOf(frame);
    if (id === undefined) return;
    waiting.current.add(id);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const ids = [...waiting.current];
      waiting.current.clear();
      void follow(cache, ids);
    }, PAUSE_MS);
  });
}

/** An empty name stands for: something was missed, or it is not told what has changed. */
const EVERYTHING = "";

function chatOf(frame: TopicFrame): string | undefined {
  if (frame.type === "subscribed") return EVERYTHING;
  if (frame.type !== "news") return undefined;
  return typeof frame.data.chat_id === "string" ? frame.data.chat_id : EVERYTHING;
}

async function follow(cache: QueryClient, ids: string[]): Promise<void> {
  const isMuch = ids.length > MANY || ids.includes(EVERYTHING);
  if (!isMuch) await Promise.all(ids.map((id) => refreshChat(cache, id)));
  else await Promise.all([readListsAgain(cache), cache.invalidateQueries({ queryKey: ["chats", "thread"], refetchType: "active" })]);
}

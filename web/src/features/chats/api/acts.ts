/** What can be done with a chat and with its place in the list. */
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import { SAVING } from "@/api/saving";
import type { Chat, ChatSummary, ChatWishes } from "@/api/types";
import { refreshChat } from "./news";
import { messageOf, type Words } from "./outbox";
import { folders, forgetChat, placeChat, readListsAgain } from "./shelves";
import { factsOf, placeThread, type Thread, threadKey } from "./thread";

export type ChatChange = Partial<ChatWishes>;

const at = (chat_id: string) => ({ params: { path: { chat_id } } });
/** The server changes what is sent and leaves the rest. */
const only = (change: ChatChange) => change as ChatWishes;

export const makeChat = (wishes: ChatChange) => answer(http.POST("/api/chats", { body: only(wishes) }));

/** A chat with its first message; however often the same key is sent, there is one. */
export const openChat = (wishes: ChatChange, words: Words, key: string) =>
  answer(
    http.POST("/api/chats", {
      params: { header: { "idempotency-key": key } },
      body: { ...only(wishes), message: messageOf(words) },
    }),
  );

export function settle(cache: QueryClient, chat: Chat): void {
  placeChat(cache, chat);
  placeThread(cache, chat);
}

export function useChangeChat() {
  const cache = useQueryClient();
  return useMutation({
    mutationKey: SAVING,
    mutationFn: ({ id, ...change }: ChatChange & { id: string }) => answer(http.PUT("/api/chats/{chat_id}", { ...at(id), body: only(change) })),
    // Seen at once; read again if the server refuses.
    onMutate: ({ id, ...change }) => {
      cache.setQueryData<Thread>(threadKey(id), (thread) => thread && { ...thread, chat: changed(thread.chat, change) });
    },
    onError: (_error, { id }) => refreshChat(cache, id),
    onSuccess: (chat, change) => {
      placeChat(cache, chat);
      cache.setQueryData<Thread>(threadKey(chat.id), (thread) => thread && { ...thread, chat: factsOf(chat) });
      if ("folder_id" in change || "is_archived" in change) void cache.invalidateQueries({ queryKey: folders.queryKey });
    },
  });
}

function changed(chat: Thread["chat"], change: ChatChange): Thread["chat"] {
  const { title, parameters, ...rest } = change;
  return { ...chat, ...rest, title: title ?? chat.title, parameters: parameters ?? chat.parameters };
}

export function useThrowAway() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (chat: ChatSummary) => answer(http.DELETE("/api/chats/{chat_id}", at(chat.id))),
    onSuccess: (_nothing, chat) => {
      placeChat(cache, { ...chat, deleted_at: new Date().toISOString() });
      void cache.invalidateQueries({ queryKey: folders.queryKey });
    },
  });
}

export function useDeleteForEver() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      answer(http.DELETE("/api/chats/{chat_id}", { params: { path: { chat_id: id }, query: { for_ever: true } } })),
    onSuccess: (_nothing, id) => {
      forgetChat(cache, id);
      cache.removeQueries({ queryKey: threadKey(id) });
    },
  });
}

export function useTakeBack() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => answer(http.POST("/api/chats/{chat_id}/restore", at(id))),
    onSuccess: (chat) => {
      settle(cache, chat);
      void cache.invalidateQueries({ queryKey: folders.queryKey });
    },
  });
}

export function useFolderActs() {
  const cache = useQueryClient();
  const again = () => readListsAgain(cache);
  const make = useMutation({ mutationFn: (name: string) => answer(http.POST("/api/chats/folders", { body: { name } })), onSuccess: again });
  const rename = useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) =>
      answer(http.PUT("/api/chats/folders/{folder_id}", { params: { path: { folder_id: id } }, body: { name } })),
    onSuccess: again,
  });
  const remove = useMutation({
    mutationFn: (id: string) => answer(http.DELETE("/api/chats/folders/{folder_id}", { params: { path: { folder_id: id } } })),
    onSuccess: again,
  });
  return { make, rename, remove };
}

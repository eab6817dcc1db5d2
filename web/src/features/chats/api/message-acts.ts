/** What can be done with a message. Each act is followed by a look at how the chat stands then. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import type { Message } from "@/api/types";
import { settle } from "./acts";
import { refreshChat } from "./news";

export type Asking = { channel_id?: string | null; model?: string | null; web_search?: boolean };

const at = ({ id, chat_id }: Pick<Message, "id" | "chat_id">) => ({ params: { path: { chat_id, message_id: id } } });

export const versionsOf = (message: Pick<Message, "id" | "chat_id" | "version">) =>
  queryOptions({
    queryKey: ["chats", "versions", message.chat_id, message.id, message.version],
    queryFn: ({ signal }) => answer(http.GET("/api/chats/{chat_id}/messages/{message_id}/versions", { ...at(message), signal })),
  });

/** An act on a message: its chat is read again, whether it went well or not. */
function useAct<Given extends { message: Message }, Told>(mutationFn: (given: Given) => Promise<Told>) {
  const cache = useQueryClient();
  return useMutation({ mutationFn, onSettled: (_told, _error, { message }) => refreshChat(cache, message.chat_id) });
}

type Editing = { message: Message; content: string; asBranch: boolean; reply: boolean };

export const useEdit = () =>
  useAct(({ message, content, asBranch, reply }: Editing) =>
    answer(http.PUT("/api/chats/{chat_id}/messages/{message_id}", { ...at(message), body: { content, as_branch: asBranch, reply } })),
  );

export const useRemove = () =>
  useAct(({ message, following }: { message: Message; following: boolean }) =>
    answer(
      http.DELETE("/api/chats/{chat_id}/messages/{message_id}", {
        params: { ...at(message).params, query: { following } },
      }),
    ),
  );

export const useRestore = () =>
  useAct(({ message }: { message: Message }) => answer(http.POST("/api/chats/{chat_id}/messages/{message_id}/restore", at(message))));

export const useAskAgain = () =>
  useAct(({ message, ...body }: Asking & { message: Message }) => answer(http.POST("/api/chats/{chat_id}/messages/{message_id}/reply", { ...at(message), body })));

export const useGoOn = () =>
  useAct(({ message }: { message: Message }) => answer(http.POST("/api/chats/{chat_id}/messages/{message_id}/continue", at(message))));

export function useShowBranch() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ message, sibling }: { message: Message; sibling: string }) =>
      answer(http.POST("/api/chats/{chat_id}/messages/{message_id}/show", at({ ...message, id: sibling }))),
    onSuccess: (chat) => settle(cache, chat),
    onError: (_error, { message }) => refreshChat(cache, message.chat_id),
  });
}

export function useFork() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (message: Message) =>
      answer(http.POST("/api/chats/{chat_id}/fork", { params: { path: { chat_id: message.chat_id } }, body: { message_id: message.id } })),
    onSuccess: (chat) => settle(cache, chat),
  });
}

/** The run of a reply ends; what came so far is kept. */
export function useStop(chatId: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (run_id: string) => answer(http.POST("/api/runs/{run_id}/cancel", { params: { path: { run_id } } })),
    onSettled: () => refreshChat(cache, chatId),
  });
}

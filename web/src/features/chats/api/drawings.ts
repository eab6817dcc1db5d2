/** Pictures in a chat: wished for in words, and picked from. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import type { Wished } from "@/api/drawings";
import { once } from "@/api/renders";
import type { Message } from "@/api/types";
import { refreshChat } from "./news";

export const drawIn = (chat_id: string, wish: Wished) =>
  answer(
    http.POST("/api/chats/{chat_id}/drawings", { params: { path: { chat_id }, header: once() }, body: { as_written: false, count: 1, ...wish } }),
  );

/** The words become a message, and the reply to it carries the pictures. */
export function useDrawIn(chatId: string) {
  const cache = useQueryClient();
  return useMutation({ mutationFn: (wish: Wished) => drawIn(chatId, wish), onSettled: () => refreshChat(cache, chatId) });
}

export function usePick({ id: message_id, chat_id }: Pick<Message, "id" | "chat_id">) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (pick: number) =>
      answer(http.PUT("/api/chats/{chat_id}/messages/{message_id}/drawing", { params: { path: { chat_id, message_id } }, body: { pick } })),
    onSettled: () => Promise.all([refreshChat(cache, chat_id), cache.invalidateQueries({ queryKey: ["runs"] })]),
  });
}

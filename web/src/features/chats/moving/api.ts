/** Chats that go out, come in, and are shared. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import { paged } from "@/api/paged";
import { isActive } from "@/api/runs";
import type { Imported } from "@/api/types";

export type ExportFormat = "html" | "markdown" | "zip" | "json";

/** Where a chat can be had as a file; the browser saves it. */
export const exportLink = (chatId: string, format: ExportFormat, language: string) =>
  `/api/chats/${chatId}/export?${new URLSearchParams({ format, language: language.startsWith("ru") ? "ru" : "en" }).toString()}`;
export const exportAllLink = "/api/chats/export";

const sharesKey = (chatId: string) => ["chats", "shares", chatId];

export const sharesOf = (chat_id: string) =>
  paged(sharesKey(chat_id), (query, signal) => answer(http.GET("/api/chats/{chat_id}/shares", { params: { path: { chat_id }, query }, signal })));

/** The whole address of a link, to be handed on. */
export const addressOf = (share: { url: string }) => new URL(share.url, window.location.origin).href;

export function useShare(chat_id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { message_id: string | null; is_named: boolean }) =>
      answer(http.POST("/api/chats/{chat_id}/shares", { params: { path: { chat_id } }, body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: sharesKey(chat_id) }),
  });
}

export function useTakeBackShare(chat_id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (share_id: string) =>
      answer(http.DELETE("/api/chats/{chat_id}/shares/{share_id}", { params: { path: { chat_id, share_id } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: sharesKey(chat_id) }),
  });
}

const asForm = ({ file }: { file: unknown }) => {
  const form = new FormData();
  form.append("file", file as File);
  return form;
};

export function useImport() {
  const cache = useQueryClient();
  return useMutation({
    // The generated type of a file is text; the form carries the file itself.
    mutationFn: (file: File) => answer(http.POST("/api/chats/import", { body: { file: file as unknown as string }, bodySerializer: asForm })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["chats"] }),
  });
}

/** A large file is brought in by a run: how far it is, until it has ended. */
export const importRun = (run_id: string | null) =>
  queryOptions({
    queryKey: ["runs", "one", run_id],
    queryFn: ({ signal }) => answer(http.GET("/api/runs/{run_id}", { params: { path: { run_id: run_id ?? "" } }, signal })),
    enabled: run_id !== null,
    refetchInterval: ({ state }) => (state.data && !isActive(state.data) ? false : 1000),
  });

/** What came in, as the run that brought it tells it. */
export const importedBy = (result: unknown) => (result && typeof result === "object" && "chats" in result ? (result as Imported) : null);

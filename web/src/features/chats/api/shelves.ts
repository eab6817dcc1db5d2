/** The chats of the list: on which shelf each stands, and how the shelves follow what happens. */
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { queryOptions } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import { paged } from "@/api/paged";
import type { ChatSummary } from "@/api/types";

/** What the server is asked for; a chat stands on every shelf that it fits. */
export type Shelf = { pinned?: boolean; folder?: string; archived?: boolean; deleted?: boolean };
type Pages = InfiniteData<{ items: ChatSummary[]; next: string | null }, string>;

const PAGE = 50;
const LIST = ["chats", "list"];

export const PINNED: Shelf = { pinned: true };
export const LOOSE: Shelf = { folder: "none", pinned: false };
export const ARCHIVE: Shelf = { archived: true };
export const TRASH: Shelf = { deleted: true };
export const inFolder = (folder: string): Shelf => ({ folder, pinned: false });

export const chatsOn = (shelf: Shelf) =>
  paged([...LIST, shelf], (page, signal) => answer(http.GET("/api/chats", { params: { query: { ...page, ...shelf } }, signal })), PAGE);

/** The newest of all, by which the palette finds titles. */
export const newestChats = queryOptions({
  queryKey: ["chats", "newest"],
  queryFn: async ({ signal }) => (await answer(http.GET("/api/chats", { params: { query: { limit: 200 } }, signal }))).items,
  staleTime: 5_000,
});

export const folders = queryOptions({
  queryKey: ["chats", "folders"],
  queryFn: async ({ signal }) => (await answer(http.GET("/api/chats/folders", { signal }))).items,
});

export function fits(shelf: Shelf, chat: ChatSummary): boolean {
  if ((chat.deleted_at !== null) !== (shelf.deleted ?? false)) return false;
  if (shelf.deleted) return true;
  if (chat.is_archived !== (shelf.archived ?? false)) return false;
  if (shelf.pinned !== undefined && chat.is_pinned !== shelf.pinned) return false;
  return shelf.folder === undefined || shelf.folder === (chat.folder_id ?? "none");
}

/** Puts what is known of a chat on every shelf where it belongs, and takes it from the others. */
export function placeChat(cache: QueryClient, chat: ChatSummary): void {
  for (const [key, list] of cache.getQueriesData<Pages>({ queryKey: LIST })) {
    if (list) cache.setQueryData(key, placed(list, chat, fits(key[2] as Shelf, chat)));
  }
}

export function forgetChat(cache: QueryClient, id: string): void {
  cache.setQueriesData<Pages>({ queryKey: LIST }, (list) => list && without(list, id));
}

export const readListsAgain = (cache: QueryClient) =>
  Promise.all([LIST, folders.queryKey, newestChats.queryKey].map((queryKey) => cache.invalidateQueries({ queryKey })));

export const readTrashAgain = (cache: QueryClient) => cache.invalidateQueries({ queryKey: chatsOn(TRASH).queryKey });

function without(list: Pages, id: string): Pages {
  return { ...list, pages: list.pages.map((page) => ({ ...page, items: page.items.filter((one) => one.id !== id) })) };
}

function placed(list: Pages, chat: ChatSummary, isWanted: boolean): Pages {
  const rest = without(list, chat.id);
  if (!isWanted) return rest;
  const isOlder = (one: ChatSummary) => one.active_at <= chat.active_at;
  const found = rest.pages.findIndex((page) => page.items.some(isOlder));
  const last = rest.pages.length - 1;
  // Older than all that was read: it comes with its own page, unless this was the last.
  if (found < 0 && rest.pages[last]?.next) return rest;
  const target = found < 0 ? last : found;
  return { ...rest, pages: rest.pages.map((page, index) => (index === target ? { ...page, items: inserted(page.items, chat, isOlder) } : page)) };
}

function inserted(items: ChatSummary[], chat: ChatSummary, isOlder: (one: ChatSummary) => boolean): ChatSummary[] {
  const at = items.findIndex(isOlder);
  return at < 0 ? [...items, chat] : [...items.slice(0, at), chat, ...items.slice(at)];
}

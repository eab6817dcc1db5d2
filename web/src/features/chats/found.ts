/** Chats that the palette finds by their titles, and by what was said in them. */
import type { UseQueryOptions } from "@tanstack/react-query";
import type { Found } from "@/ui/room";
import { readHits, spansOf } from "./api/hits";
import { newestChats } from "./api/shelves";

const MOST = 8;

export const foundChats = (words: string): UseQueryOptions<Found[]> => ({
  queryKey: ["chats", "found", words],
  queryFn: async ({ client, signal }) => {
    const [chats, hits] = await Promise.all([client.query(newestChats), said(words, signal)]);
    const wanted = words.toLocaleLowerCase();
    const named = chats.filter(({ title }) => title.toLocaleLowerCase().includes(wanted)).map(({ id, title, snippet }) => ({ id: `chat-${id}`, title, lead: snippet, to: `/chats/${id}` }));
    const known = new Set(named.map(({ id }) => id));
    return [...named, ...hits.filter(({ id }) => !known.has(id))].slice(0, MOST);
  },
});

/** The best place of each chat. */
async function said(q: string, signal: AbortSignal): Promise<Found[]> {
  const { items } = await readHits({ q, limit: 20 }, signal);
  const found = items.map((hit) => ({
    id: `chat-${hit.chat_id}`,
    title: hit.chat_title,
    lead: spansOf(hit.snippet).map(({ text }) => text).join(""),
    to: hit.message_id ? `/chats/${hit.chat_id}?at=${hit.message_id}` : `/chats/${hit.chat_id}`,
  }));
  return [...new Map(found.reverse().map((one) => [one.id, one])).values()].reverse();
}

/** Words found in all of the person's chats. */
import { answer, http } from "@/api/client";
import { paged } from "@/api/paged";

type Asked = { q: string; limit: number; after?: string };

export const readHits = (query: Asked, signal: AbortSignal) => answer(http.GET("/api/chats/search", { params: { query }, signal }));

export const hitsOf = (q: string) => paged(["chats", "hits", q], (page, signal) => readHits({ q, ...page }, signal), 30);

export type Span = { text: string; isFound: boolean };

const BEGIN = "\u0002";
const END = "\u0003";

/** The snippet cut where the words were found in it. */
export function spansOf(snippet: string): Span[] {
  return snippet
    .split(BEGIN)
    .flatMap((part, index) => {
      const [found = "", ...rest] = part.split(END);
      return index === 0 ? [{ text: part, isFound: false }] : [{ text: found, isFound: true }, { text: rest.join(""), isFound: false }];
    })
    .filter((span) => span.text);
}

/** Lists that come in pages, one cursor after the other. */
import { infiniteQueryOptions, type QueryKey } from "@tanstack/react-query";

type Page<Item> = { items: Item[]; next: string | null };
type Query = { limit: number; after?: string };

export function paged<Item>(queryKey: QueryKey, ask: (query: Query, signal: AbortSignal) => Promise<Page<Item>>, limit = 50) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => ask({ limit, ...(pageParam ? { after: pageParam } : {}) }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
}

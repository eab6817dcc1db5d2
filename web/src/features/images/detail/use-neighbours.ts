/** What stands before and after a picture in the list that the person came from. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { counts, pictures } from "../api";
import { filterOf, type ImagesSearch, isFiltered } from "../search";

export type Neighbours = { before: string | undefined; after: string | undefined; number: number | null; all: number | null };

export function useNeighbours(id: string, search: ImagesSearch): Neighbours {
  const { data, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery({ ...pictures(filterOf(search)), staleTime: 60_000 });
  const { data: counted } = useQuery(counts);
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const index = items.findIndex((item) => item.id === id);
  const isLast = items.length > 0 && index === items.length - 1;
  const wantsMore = isLast && hasNextPage && !isFetching;
  useEffect(() => {
    if (wantsMore) void fetchNextPage();
  }, [wantsMore, fetchNextPage]);
  const all = allOf(search, counted?.all, hasNextPage ? null : items.length);
  return index < 0 ? { before: undefined, after: undefined, number: null, all } : { ...beside(items, index), number: index + 1, all };
}

const beside = (items: { id: string }[], index: number) => ({ before: items[index - 1]?.id, after: items[index + 1]?.id });

/** What a filter finds is only counted once its whole list is here. */
const allOf = (search: ImagesSearch, counted: number | undefined, found: number | null) => (isFiltered(search) ? found : (counted ?? null));

/** The person's pictures: found, named, kept, thrown away; and those that are still being drawn. */
import { type InfiniteData, type QueryClient, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import { runOf } from "@/api/events";
import { useTopic } from "@/api/live";
import { paged } from "@/api/paged";
import { isRender, renderOf } from "@/api/renders";
import { isActive } from "@/api/runs";
import type { Picture, PictureDetail } from "@/api/types";
import { loseThePlace } from "./gallery/going-on";
import { welcome } from "./gallery/gallery-store";

export type PictureFilter = { q?: string; template?: string; favourite?: boolean; from_script?: boolean };
type Pages = InfiniteData<{ items: Picture[]; next: string | null }, string>;

const PAGE = 100;
const LIST = ["pictures", "list"];

export const pictures = (filter: PictureFilter) =>
  paged([...LIST, filter], (page, signal) => answer(http.GET("/api/pictures", { params: { query: { ...page, ...filter } }, signal })), PAGE);

export const counts = queryOptions({
  queryKey: ["pictures", "counts"],
  queryFn: ({ signal }) => answer(http.GET("/api/pictures/count", { signal })),
});

export const picture = (picture_id: string) =>
  queryOptions({
    queryKey: ["pictures", "one", picture_id],
    queryFn: ({ signal }) => answer(http.GET("/api/pictures/{picture_id}", { params: { path: { picture_id } }, signal })),
  });

const renders = (state: "active" | "failed", limit: number) =>
  queryOptions({
    queryKey: ["renders", "list", state],
    queryFn: async ({ signal }) => (await answer(http.GET("/api/renders", { params: { query: { state, limit } }, signal }))).items,
  });

export const activeRenders = renders("active", 100);
export const failedRenders = renders("failed", 12);

/** Brings what has just been drawn into the gallery, and takes away what has ended. */
export function useArrivals(): void {
  const cache = useQueryClient();
  useTopic("runs", (frame) => {
    if (frame.type === "subscribed") void cache.invalidateQueries({ queryKey: LIST });
    const run = runOf(frame);
    if (!run || !isRender(run) || isActive(run)) return;
    if (run.state === "done") void arrive(cache, run.id);
    else void cache.invalidateQueries({ queryKey: ["renders", "list"] });
  });
}

async function arrive(cache: QueryClient, id: string): Promise<void> {
  const { pictures: drawn } = await cache.query({ ...renderOf(id), staleTime: 0 });
  const isHere = (query: { queryKey: readonly unknown[] }) => Object.keys(query.queryKey[2] as PictureFilter).length === 0;
  welcome(drawn.map((one) => one.id));
  cache.setQueriesData<Pages>({ queryKey: LIST, predicate: isHere }, (list) => list && withFirst(list, drawn));
  void cache.invalidateQueries({ queryKey: LIST, predicate: (query) => !isHere(query) });
  for (const queryKey of [counts.queryKey, ["renders", "list"], ["pictures", "one"]]) void cache.invalidateQueries({ queryKey });
}

function withFirst(list: Pages, drawn: Picture[]): Pages {
  const known = new Set(list.pages.flatMap((page) => page.items.map((item) => item.id)));
  const fresh = drawn.filter((item) => !known.has(item.id)).reverse();
  const [first, ...rest] = list.pages;
  return first && fresh.length > 0 ? { ...list, pages: [{ ...first, items: [...fresh, ...first.items] }, ...rest] } : list;
}

const mapped = (list: Pages, change: (items: Picture[]) => Picture[]): Pages => ({
  ...list,
  pages: list.pages.map((page) => ({ ...page, items: change(page.items) })),
});

export type PictureChange = { title?: string; favourite?: boolean };

/** Shown at once; read again when the server refuses. */
export function useChangePicture() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: PictureChange & { id: string }) =>
      answer(http.PATCH("/api/pictures/{picture_id}", { params: { path: { picture_id: id } }, body })),
    onMutate: ({ id, ...change }) => {
      const changed = <One extends Picture>(one: One): One => (one.id === id ? { ...one, ...change } : one);
      cache.setQueriesData<Pages>({ queryKey: LIST }, (list) => list && mapped(list, (items) => items.map(changed)));
      cache.setQueriesData<PictureDetail>({ queryKey: ["pictures", "one"] }, (one) => one && { ...changed(one), siblings: one.siblings.map(changed) });
    },
    onError: () => cache.invalidateQueries({ queryKey: ["pictures"] }),
    onSuccess: () => cache.invalidateQueries({ queryKey: counts.queryKey }),
  });
}

const MOST_AT_ONCE = 500;

export function useDeletePictures() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (ids: string[]) => {
      for (let start = 0; start < ids.length; start += MOST_AT_ONCE)
        await answer(http.POST("/api/pictures/delete", { body: { ids: ids.slice(start, start + MOST_AT_ONCE) } }));
    },
    onSuccess: (_nothing, ids) => {
      const gone = new Set(ids);
      loseThePlace();
      cache.setQueriesData<Pages>({ queryKey: LIST }, (list) => list && mapped(list, (items) => items.filter((item) => !gone.has(item.id))));
      void cache.invalidateQueries({ queryKey: counts.queryKey });
      ids.forEach((id) => cache.removeQueries({ queryKey: picture(id).queryKey }));
      void cache.invalidateQueries({ queryKey: ["pictures", "one"] });
      void cache.invalidateQueries({ queryKey: ["runs"] });
    },
  });
}

/** The person's runs: what is under way, what has finished, and what can be done about each. */
import { infiniteQueryOptions, type QueryClient, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "./client";
import type { ListedRun, Run } from "./types";

export type RunFilter = { state?: "active" | "finished" | "failed" };

const path = (id: string) => ({ params: { path: { run_id: id } } });

const few = (state: "active" | "finished", limit: number) =>
  queryOptions({
    queryKey: ["runs", "few", state],
    queryFn: async ({ signal }) => (await answer(http.GET("/api/runs", { params: { query: { state, limit } }, signal }))).items,
    staleTime: Infinity,
  });

export const activeRuns = few("active", 100);
export const finishedRuns = few("finished", 20);

export const allRuns = (filter: RunFilter) =>
  infiniteQueryOptions({
    queryKey: ["runs", "all", filter],
    queryFn: ({ pageParam, signal }) =>
      answer(http.GET("/api/runs", { params: { query: { ...filter, limit: 50, ...(pageParam ? { after: pageParam } : {}) } }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });

export const isActive = (run: Run) => run.state === "queued" || run.state === "running";

/** Put what the server has just said about a run wherever the page shows runs, unless something newer came first. */
export function placeRun(cache: QueryClient, told: Run | ListedRun): void {
  const known = listed(cache).find(({ id }) => id === told.id);
  if (known && isOlder(told, known)) return;
  const run: ListedRun = "made" in told ? told : { ...told, made: known?.made ?? null };
  const without = (runs: ListedRun[] | undefined) => runs?.filter((other) => other.id !== run.id);
  const replaced = (runs: ListedRun[] | undefined) =>
    runs?.some((other) => other.id === run.id) ? runs.map((other) => (other.id === run.id ? run : other)) : runs && [run, ...runs];
  cache.setQueryData(activeRuns.queryKey, isActive(run) ? replaced : without);
  cache.setQueryData(finishedRuns.queryKey, isActive(run) ? without : replaced);
  void cache.invalidateQueries({ queryKey: ["runs", "all"] });
  // A list that is being fetched may have left the server before this news: it is asked for again.
  if (cache.isFetching({ queryKey: ["runs", "few"] })) void cache.invalidateQueries({ queryKey: ["runs", "few"] });
}

/** An answer may come after the news that were sent later: a cancelled run must not be shown as running again. */
const isOlder = (told: Run, known: Run) => told.last_seq < known.last_seq;

const listed = (cache: QueryClient) => [activeRuns, finishedRuns].flatMap(({ queryKey }) => cache.getQueryData(queryKey) ?? []);

/** A run with what it made in place of how that looked on the way, which may have been half a picture, and with the way to it. */
export function withMade(run: ListedRun): ListedRun {
  if (isActive(run)) return run;
  const { made } = run;
  const href = run.href ?? (made ? `/images/${made.picture_id}` : null);
  const preview = made?.thumbnail_url ? `${made.thumbnail_url}?size=256` : null;
  return { ...run, href, live: { ...run.live, preview } };
}

export function useRunActions() {
  const cache = useQueryClient();
  const onSuccess = (run: Run) => placeRun(cache, run);
  const cancel = useMutation({ mutationFn: (id: string) => answer(http.POST("/api/runs/{run_id}/cancel", path(id))), onSuccess });
  const retry = useMutation({ mutationFn: (id: string) => answer(http.POST("/api/runs/{run_id}/retry", path(id))), onSuccess });
  const clear = useMutation({
    mutationFn: () => answer(http.POST("/api/runs/clear")),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["runs"] }),
  });
  return { cancel, retry, clear };
}

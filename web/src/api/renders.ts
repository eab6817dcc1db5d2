/** Pictures under way: ordered, followed, tried again. */
import { type QueryClient, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "./client";
import { placeRun } from "./runs";
import type { Order, Ordered, Run } from "./types";

export const RENDER = "image.render";
export const isRender = (run: Run) => run.kind === RENDER;

export type Wish = Partial<Order>;
export type Again = { id: string; vary?: boolean; count?: number };

export const renderOf = (render_id: string) =>
  queryOptions({
    queryKey: ["renders", "one", render_id],
    queryFn: ({ signal }) => answer(http.GET("/api/renders/{render_id}", { params: { path: { render_id } }, signal })),
    staleTime: 2_000,
  });

function useOrdered<Given>(mutationFn: (given: Given) => Promise<Ordered>) {
  const cache = useQueryClient();
  return useMutation({ mutationFn, onSuccess: (ordered) => accepted(cache, ordered) });
}

function accepted(cache: QueryClient, { renders }: Ordered): void {
  renders.forEach((run) => placeRun(cache, run));
  void cache.invalidateQueries({ queryKey: ["renders"] });
}

/** An answer that was lost must not draw the same twice: every order has its own key. */
export const once = () => ({ "idempotency-key": newKey() });

export const useOrder = () =>
  useOrdered((wish: Wish) =>
    answer(http.POST("/api/renders", { params: { header: once() }, body: { count: 1, priority: "interactive", ...wish } })),
  );

export const useAgain = () =>
  useOrdered(({ id, vary = false, count = 1 }: Again) =>
    answer(
      http.POST("/api/renders/{render_id}/again", {
        params: { path: { render_id: id }, header: once() },
        body: { vary, count, priority: "interactive" },
      }),
    ),
  );

/** A plain http page has no `crypto.randomUUID`. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
}

/** Pictures wished for in words: drawn, looked at again, picked from. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "./client";
import { once } from "./renders";
import { placeRun } from "./runs";
import type { Drawing, DrawingWish, Run } from "./types";

export const DRAWING = "image";
export const isDrawing = (run: Run) => run.kind === DRAWING;

/** What is left out is chosen for the wish. */
export type Wished = Partial<DrawingWish> & Pick<DrawingWish, "description">;

const path = (run_id: string) => ({ path: { run_id } });

export const drawingOf = (run_id: string) =>
  queryOptions({
    queryKey: ["drawings", "one", run_id],
    queryFn: ({ signal }) => answer(http.GET("/api/drawings/{run_id}", { params: path(run_id), signal })),
    staleTime: 2_000,
  });

/** The drawing and those that it came from, the newest first. */
export const historyOf = (run_id: string) =>
  queryOptions({
    queryKey: ["drawings", "history", run_id],
    queryFn: ({ signal }) => answer(http.GET("/api/drawings/{run_id}/history", { params: path(run_id), signal })),
    staleTime: 60_000,
  });

/** Draws without a chat. */
export function useDraw() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (wish: Wished): Promise<Drawing> =>
      answer(http.POST("/api/drawings", { params: { header: once() }, body: { as_written: false, count: 1, ...wish } })),
    onSuccess: ({ run }) => placeRun(cache, run),
  });
}

/** What everybody has set going. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import { paged } from "@/api/paged";

export const STATES = ["active", "finished", "failed"] as const;
export type RunsFilter = { owner?: string; state?: (typeof STATES)[number]; kind?: string };

/** `owner` is an id here. */
export const everyRun = (filter: RunsFilter) =>
  paged(["admin", "runs", filter], (page, signal) =>
    answer(http.GET("/api/admin/runs", { params: { query: { ...page, ...filter } }, signal })),
  );

export function useCancelRun() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (run_id: string) => answer(http.POST("/api/runs/{run_id}/cancel", { params: { path: { run_id } } })),
    onSettled: () => cache.invalidateQueries({ queryKey: ["admin", "runs"] }),
  });
}

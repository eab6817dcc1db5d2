/** Tables whose rows become pictures: read, checked, run, followed. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import { paged } from "@/api/paged";
import type { components } from "@/api/schema.gen";

type Schemas = components["schemas"];
export type ScriptTable = Schemas["ScriptTable"];
export type Preview = Schemas["Preview"];
export type DryRun = Schemas["DryRun"];
export type Script = Schemas["Script"];
export type ScriptItem = Schemas["ScriptItem"];
export type RowProblem = Schemas["RowProblem"];
export type ItemState = ScriptItem["state"];

const at = (script_id: string) => ({ params: { path: { script_id } } });

export const scripts = paged(["scripts", "list"], (query, signal) => answer(http.GET("/api/scripts", { params: { query }, signal })));

export const scriptOf = (id: string) =>
  queryOptions({
    queryKey: ["scripts", "one", id],
    queryFn: ({ signal }) => answer(http.GET("/api/scripts/{script_id}", { ...at(id), signal })),
  });

export const rowsOf = (id: string, state: ItemState | undefined) =>
  infiniteQueryOptions({
    queryKey: ["scripts", "rows", id, state ?? "all"],
    queryFn: ({ pageParam, signal }) =>
      answer(
        http.GET("/api/scripts/{script_id}/rows", {
          params: { path: { script_id: id }, query: { after: pageParam, limit: 100, ...(state ? { state } : {}) } },
          signal,
        }),
      ),
    initialPageParam: -1,
    getNextPageParam: (page) => page.next,
  });

export const previewOf = (table: ScriptTable) =>
  queryOptions({
    queryKey: ["scripts", "preview", table],
    queryFn: ({ signal }) => answer(http.POST("/api/scripts/preview", { body: table, signal })),
    placeholderData: (before) => before,
    retry: false,
  });

export const dryRunOf = (table: ScriptTable) =>
  queryOptions({
    queryKey: ["scripts", "dry-run", table],
    queryFn: ({ signal }) => answer(http.POST("/api/scripts/dry-run", { body: table, signal })),
    placeholderData: (before) => before,
    retry: false,
  });

export function useStartScript() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { table: ScriptTable; title: string }) =>
      answer(http.POST("/api/scripts", { body: { ...body.table, title: body.title, skip_bad: true, start: true } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["scripts", "list"] }),
  });
}

export function useScriptActs(id: string) {
  const cache = useQueryClient();
  const onSuccess = (script: Script) => {
    cache.setQueryData(scriptOf(id).queryKey, script);
    void cache.invalidateQueries({ queryKey: ["scripts", "rows", id] });
    void cache.invalidateQueries({ queryKey: ["scripts", "list"] });
  };
  const start = useMutation({ mutationFn: () => answer(http.POST("/api/scripts/{script_id}/start", at(id))), onSuccess });
  const pause = useMutation({ mutationFn: () => answer(http.POST("/api/scripts/{script_id}/pause", at(id))), onSuccess });
  const cancel = useMutation({ mutationFn: () => answer(http.POST("/api/scripts/{script_id}/cancel", at(id))), onSuccess });
  const retry = useMutation({ mutationFn: () => answer(http.POST("/api/scripts/{script_id}/retry", at(id))), onSuccess });
  return { start, pause, cancel, retry };
}

export function useDeleteScript() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => answer(http.DELETE("/api/scripts/{script_id}", at(id))),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["scripts", "list"] }),
  });
}

export const reportOf = (id: string) => `/api/scripts/${id}/report`;
export const archiveOf = (id: string) => `/api/scripts/${id}/download`;

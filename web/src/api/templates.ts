/** Templates as everybody uses them: which there are, and what one of them takes. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "./client";
import type { TemplateItem } from "./types";

const MOST = 200;

/** Those of the person, those that are shared, and those that come along. */
export const allTemplates = queryOptions({
  queryKey: ["templates", "all"],
  queryFn: async ({ signal }): Promise<TemplateItem[]> => {
    const [kept, shipped] = await Promise.all([
      answer(http.GET("/api/templates", { params: { query: { limit: MOST } }, signal })),
      answer(http.GET("/api/templates/shipped", { signal })),
    ]);
    return [...kept.items, ...shipped];
  },
  staleTime: 30_000,
});

export const templateOf = (template_id: string) =>
  queryOptions({
    queryKey: ["templates", "one", template_id],
    queryFn: ({ signal }) => answer(http.GET("/api/templates/{template_id}", { params: { path: { template_id } }, signal })),
  });

/** What the form for a template needs, as things are this moment. */
export const optionsOf = (template: string) =>
  queryOptions({
    queryKey: ["renders", "options", template],
    queryFn: ({ signal }) => answer(http.GET("/api/renders/options", { params: { query: { template } }, signal })),
    staleTime: 5_000,
    refetchInterval: 15_000,
  });

/** A workflow becomes a template of the person: a file of whatever kind, or a graph as it is. */
export const importTemplate = (body: Blob, name: string) =>
  answer(
    http.POST("/api/templates", {
      params: { query: name ? { name } : {} },
      body: body as unknown as Record<string, never>,
      bodySerializer: (file: unknown) => file as Blob,
      headers: { "Content-Type": "application/octet-stream" },
    }),
  );

export function useKeepAsTemplate() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ graph, name }: { graph: unknown; name: string }) => importTemplate(new Blob([JSON.stringify(graph)]), name),
    onSuccess: () => cache.invalidateQueries({ queryKey: allTemplates.queryKey }),
  });
}

/** Templates as their owners make them: brought, bound, tried, given away. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import { asFailure } from "@/api/failure";
import { importTemplate, templateOf } from "@/api/templates";
import type { InputInfo, TemplateInfo } from "@/api/types";

export type Place = InputInfo["places"][number];
export type Move = { name: string; fate: "kept" | "moved" | "unclear" | "lost"; before: Place; after: Place | null; candidates: Place[] };
export type Problem = { node: string; title: string; class: string; why: string; way_out: string };

const at = (template_id: string) => ({ params: { path: { template_id } } });
const raw = { bodySerializer: (file: unknown) => file as Blob, headers: { "Content-Type": "application/octet-stream" } };

export const checkOf = (template_id: string, revision: number) =>
  queryOptions({
    queryKey: ["templates", "check", template_id, revision],
    queryFn: ({ signal }) => answer(http.POST("/api/templates/{template_id}/check", { ...at(template_id), signal })),
    staleTime: 30_000,
  });

/** A change of one template: the answer is its newest state. */
function useTemplateAct<Given>(mutationFn: (given: Given) => Promise<TemplateInfo>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: async (template) => {
      cache.setQueryData(templateOf(template.id).queryKey, template);
      void cache.invalidateQueries({ queryKey: ["renders", "options"] });
      await cache.invalidateQueries({ queryKey: ["templates", "all"] });
    },
  });
}

export const useImport = () => useTemplateAct((file: File) => importTemplate(file, ""));

export const useCopyTemplate = () => useTemplateAct((id: string) => answer(http.POST("/api/templates/{template_id}/copy", at(id))));

type Change = { name?: string; description?: string; is_shared?: boolean; inputs?: InputChange[] };
export type InputChange = { name: string; title?: string; default?: unknown; minimum?: number | null; maximum?: number | null; is_required?: boolean };

export const useChangeTemplate = (id: string) =>
  useTemplateAct((body: Change) =>
    answer(http.PATCH("/api/templates/{template_id}", { ...at(id), body: body as Change & { inputs: InputChange[] } })),
  );

export const useAddInput = (id: string) =>
  useTemplateAct((body: { name: string; address: string; title: string }) =>
    answer(http.POST("/api/templates/{template_id}/inputs", { ...at(id), body: { ...body, role: "other", may_replace_link: false } })),
  );

export const useRemoveInput = (id: string) =>
  useTemplateAct((name: string) =>
    answer(http.DELETE("/api/templates/{template_id}/inputs/{name}", { params: { path: { template_id: id, name } } })),
  );

export function useDeleteTemplate() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => answer(http.DELETE("/api/templates/{template_id}", at(id))),
    onSuccess: () => cache.invalidateQueries({ queryKey: ["templates", "all"] }),
  });
}

type Replacing = { file: File; place?: string[]; drop?: string[] };

export function useReplaceWorkflow(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ file, place = [], drop = [] }: Replacing) =>
      answer(
        http.PUT("/api/templates/{template_id}/workflow", {
          params: { path: { template_id: id }, query: { place, drop } },
          body: file as unknown as Record<string, never>,
          ...raw,
        }),
      ),
    onSuccess: ({ template }) => {
      cache.setQueryData(templateOf(id).queryKey, template);
      void cache.invalidateQueries({ queryKey: ["renders", "options"] });
      void cache.invalidateQueries({ queryKey: ["templates", "all"] });
    },
  });
}

/** The inputs that a person has to place, when that is what the server asks. */
export function unclearIn(error: unknown): Move[] | null {
  const failure = error ? asFailure(error) : null;
  return failure?.code === "bindings_unclear" ? ((failure.details?.moves ?? []) as Move[]) : null;
}

/** What could not be converted, node by node. */
export function problemsIn(error: unknown): Problem[] {
  const found = error ? asFailure(error).details?.problems : null;
  return Array.isArray(found) ? (found as Problem[]) : [];
}

export async function saveTemplate(template: { id: string; name: string }, form: "template" | "api"): Promise<void> {
  const body = await answer(http.GET("/api/templates/{template_id}/export", { params: { path: { template_id: template.id }, query: { form } } }));
  const url = URL.createObjectURL(new Blob([JSON.stringify(body, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${template.name}.${form}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

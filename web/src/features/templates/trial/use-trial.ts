/** A render with the defaults, to see whether a template does what it should. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { renderOf, useOrder } from "@/api/renders";
import { activeRuns, finishedRuns, isActive } from "@/api/runs";
import { optionsOf } from "@/api/templates";
import type { Run, TemplateInfo } from "@/api/types";
import { useTemplateName } from "@/ui/inputs/template-name";

export function useTrial(template: TemplateInfo) {
  const [started, setStarted] = useState<Run | null>(null);
  const [files, setFiles] = useState<Record<string, string>>({});
  const name = useTemplateName()(template.id, template.name);
  const order = useOrder();
  const { data: options } = useQuery(optionsOf(template.id));
  const run = useNewest(started);
  const { data: render } = useQuery({ ...renderOf(started?.id ?? ""), enabled: run?.state === "done" });
  const needed = template.inputs.filter(({ type, is_required, name }) => type === "file" && is_required && !files[name]);
  const start = () => {
    // What the servers offer stands in for models that nobody has.
    const offered = (options?.inputs ?? []).filter(({ choices, default: own }) => choices.length > 0 && own !== null);
    const values = { ...Object.fromEntries(offered.map(({ name, default: own }) => [name, own])), ...files };
    order.mutate({ template: template.id, values, title: name }, { onSuccess: ({ renders }) => setStarted(renders[0] ?? null) });
  };
  return {
    run,
    picture: render?.pictures[0] ?? null,
    isUnderWay: run !== null && isActive(run),
    isStarting: order.isPending,
    error: order.error,
    needed,
    setFile: (name: string, id: string) => setFiles((before) => ({ ...before, [name]: id })),
    start,
  };
}

/** The lists of runs hear by the socket how it stands. */
function useNewest(started: Run | null): Run | null {
  const { data: active = [] } = useQuery(activeRuns);
  const { data: finished = [] } = useQuery(finishedRuns);
  return [...active, ...finished].find(({ id }) => id === started?.id) ?? started;
}

export type TrialState = ReturnType<typeof useTrial>;

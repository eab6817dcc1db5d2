import { useQuery } from "@tanstack/react-query";
import { isActive } from "@/api/runs";
import type { Imported, Run } from "@/api/types";
import { importedBy, importRun, useImport } from "./api";

/** One file on its way in: at once, or by a run that is followed to its end. */
export function useBringing() {
  const { mutate: bring, isPending: isSending, error, data } = useImport();
  const { data: run } = useQuery(importRun(data?.run_id ?? null));
  return { bring, isSending, error, ...where(data, run) };
}

function where(sent: Imported | undefined, run: Run | undefined) {
  const nothing = { isRunning: false, came: 0, told: null, stopped: null };
  if (!sent?.run_id) return { ...nothing, told: sent ?? null };
  if (!run || isActive(run)) return { ...nothing, isRunning: true, came: run?.live.done ?? 0 };
  const told = importedBy(run.result);
  return { ...nothing, told, stopped: told ? null : run };
}

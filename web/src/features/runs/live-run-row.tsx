import { useLiveRun } from "@/api/live";
import { useDrawn } from "@/api/renders";
import type { useRunActions } from "@/api/runs";
import type { Run } from "@/api/types";
import { RunRow } from "@/ui/runs/run-row";

type Props = { run: Run; actions: ReturnType<typeof useRunActions> };

/** A run as it goes on. */
export function LiveRunRow({ run, actions: { cancel, retry } }: Props) {
  const live = useDrawn(useLiveRun(run));
  const busy = (cancel.isPending && cancel.variables === run.id) || (retry.isPending && retry.variables === run.id);
  return <RunRow run={live} busy={busy} onCancel={() => cancel.mutate(run.id)} onRetry={() => retry.mutate(run.id)} />;
}

import { useLiveRun } from "@/api/live";
import { type useRunActions, withMade } from "@/api/runs";
import type { ListedRun } from "@/api/types";
import { RunRow } from "@/ui/runs/run-row";

type Props = { run: ListedRun; actions: ReturnType<typeof useRunActions> };

/** A run as it goes on. */
export function LiveRunRow({ run, actions: { cancel, retry } }: Props) {
  const live = withMade(useLiveRun(run));
  const busy = (cancel.isPending && cancel.variables === run.id) || (retry.isPending && retry.variables === run.id);
  return <RunRow run={live} busy={busy} onCancel={() => cancel.mutate(run.id)} onRetry={() => retry.mutate(run.id)} />;
}

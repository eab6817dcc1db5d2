import { useQueryClient } from "@tanstack/react-query";
import { useLiveRun, useTopic } from "@/api/live";
import { isActive } from "@/api/runs";
import type { OwnedRun } from "@/api/types";
import { RunRow } from "@/ui/runs/run-row";
import type { useCancelRun } from "./api";

const nothing = () => undefined;

/** Somebody's run as it goes on; it can be stopped here, and begun again or opened only by its owner. */
export function OwnedRunRow({ run, cancel }: { run: OwnedRun; cancel: ReturnType<typeof useCancelRun> }) {
  const cache = useQueryClient();
  const live = useLiveRun(run);
  useTopic(isActive(run) ? `run:${run.id}` : null, (frame) => {
    if (frame.type === "event" && frame.event.kind.startsWith("run.")) void cache.invalidateQueries({ queryKey: ["admin", "runs"] });
  });
  return (
    <RunRow
      run={{ ...live, retryable: false, href: null }}
      by={run.owner}
      busy={cancel.isPending && cancel.variables === run.id}
      onCancel={() => cancel.mutate(run.id)}
      onRetry={nothing}
    />
  );
}

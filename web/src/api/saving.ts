/** Changes that are saved as they are made, so that a page can say "Saved". */
import { useMutationState } from "@tanstack/react-query";
import { useState } from "react";

/** The mark of every such change. */
export const SAVING = ["saving"];

export type Saving = "idle" | "pending" | "success" | "error";

/** What became of the changes since this page was opened. */
export function useSaving(): Saving {
  const [opened] = useState(() => Date.now());
  const states = useMutationState({
    filters: { mutationKey: SAVING, predicate: (change) => change.state.submittedAt >= opened },
    select: (change) => change.state.status,
  });
  return states.includes("pending") ? "pending" : (states.at(-1) ?? "idle");
}

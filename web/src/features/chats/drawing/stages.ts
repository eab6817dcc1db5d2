/** The way of a wish to its pictures: what is behind, and what is at hand. */
import type { Drawing, Run } from "@/api/types";

export type Done = "looking" | "writing";
export type Stage = Done | "choosing" | "drawing";

const TOLD: Record<string, Stage> = {
  "Looking at your picture": "looking",
  "Writing the prompt": "writing",
  "Choosing settings": "choosing",
};
const WAITING = "Waiting for the GPU";

/** Null while it waits for its turn. */
export function stageOf({ state, live }: Run): Stage | null {
  if (state !== "running" || live.stage === null || live.stage === WAITING) return null;
  return TOLD[live.stage] ?? "drawing";
}

export function doneStages(drawing: Drawing, run: Run): Done[] {
  const way: Done[] = [...(drawing.wish.reference ? (["looking"] as const) : []), ...(drawing.wish.as_written ? [] : (["writing"] as const))];
  const stage = stageOf(run);
  if (stage === null) return way.filter((one) => (one === "looking" ? drawing.seen !== "" : drawing.prompt !== ""));
  const at = way.findIndex((one) => one === stage);
  return at < 0 ? way : way.slice(0, at);
}

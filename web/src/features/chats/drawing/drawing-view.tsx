import type { ReactNode } from "react";
import { ErrorNote } from "@/ui/states/error-note";
import { useLiveRun } from "@/api/live";
import { isActive } from "@/api/runs";
import type { Drawing } from "@/api/types";
import type { DrawingActs } from "./acts";
import { Ended } from "./ended";
import { Making } from "./making";
import { Variants } from "./variants";

type Props = {
  drawing: Drawing;
  acts: DrawingActs;
  /** In the trash, and where strangers read, pictures are only looked at. */
  isFrozen?: boolean;
  /** The way to what else came of the same message. */
  branches?: ReactNode;
};

/** The picture part of a message, from the first look at a reference to the pictures one picks from. */
export function DrawingView({ drawing, acts, isFrozen = false, branches }: Props) {
  const run = useLiveRun(drawing.run);
  const hasPictures = drawing.variants.length > 0;
  const isMaking = isActive(run);
  return (
    <>
      {hasPictures ? <Variants drawing={drawing} awaited={isMaking ? Math.max(0, drawing.wish.count - drawing.variants.length) : 0} acts={acts} isFrozen={isFrozen} branches={branches} /> : null}
      {isMaking ? <Making drawing={drawing} run={run} /> : null}
      {run.state === "failed" || run.state === "cancelled" ? <Ended drawing={drawing} run={run} acts={acts} isFrozen={isFrozen} /> : null}
      {hasPictures ? null : branches}
      {acts.error ? <ErrorNote error={acts.error} /> : null}
    </>
  );
}

import type { ReactNode } from "react";
import classes from "./marks.module.css";

export type StateLook = "ok" | "warn" | "bad" | "now" | "wait";

/** A state in words, with its mark before it. */
export function StateWord({ look, mark, children }: { look: StateLook; mark?: ReactNode; children: ReactNode }) {
  return (
    <span className={classes.state} data-look={look}>
      {mark}
      {children}
    </span>
  );
}

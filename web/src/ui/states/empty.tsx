import type { ReactNode } from "react";
import classes from "./states.module.css";

/** Nothing here yet: one line, one sentence, one thing to do. */
export function Empty({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <h2 className="heading">{title}</h2>
      <p className="muted">{children}</p>
      {action}
    </div>
  );
}

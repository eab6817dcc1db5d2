import type { ReactNode } from "react";
import classes from "./section.module.css";

/** A column of sections of the reading width. */
export function Sections({ children }: { children: ReactNode }) {
  return <div className={classes.column}>{children}</div>;
}

/** Words on the left, controls on the right, a hairline above. */
export function Section({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <div>
        <h2 className="subject">{title}</h2>
        {lead ? <p className="muted">{lead}</p> : null}
      </div>
      <div>{children}</div>
    </section>
  );
}

import type { ReactNode } from "react";
import classes from "./states.module.css";

/** A state that fills the page: title, why, what is kept, at most three things to do. */
export function FullPage({ title, why, children, actions }: { title: string; why: ReactNode; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className={classes.full}>
      <div className={classes.inner}>
        <h1 className="display">{title}</h1>
        <p className="lead">{why}</p>
        {children}
        {actions ? <div className={classes.actions}>{actions}</div> : null}
      </div>
    </div>
  );
}

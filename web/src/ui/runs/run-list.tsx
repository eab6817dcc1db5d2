import type { ReactNode } from "react";
import classes from "./run-row.module.css";

type Props = { label?: string; className?: string | undefined; children: ReactNode };

/** Rows of runs, whose times and buttons stand in columns of their own however long the words on the buttons are. */
export function RunList({ label, className = "", children }: Props) {
  return (
    <ul aria-label={label} className={`${classes.list} ${className}`}>
      {children}
    </ul>
  );
}

/** Several such lists, one under the other, that share their columns. */
export function RunLists({ className = "", children }: Omit<Props, "label">) {
  return <div className={`${classes.columns} ${className}`}>{children}</div>;
}

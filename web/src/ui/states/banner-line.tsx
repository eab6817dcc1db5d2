import { IconAlertTriangle, IconInfoCircle, IconUrgent } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./banner-line.module.css";

const ICONS = { info: IconInfoCircle, warning: IconAlertTriangle, problem: IconUrgent };

/** Words on top of a page, as urgent as they are. */
export function BannerLine({ kind, words, children }: { kind: keyof typeof ICONS; words: string; children?: ReactNode }) {
  const Mark = ICONS[kind];
  return (
    <div className={classes.banner} data-kind={kind} role="status">
      <Mark aria-hidden="true" />
      <p className={classes.words}>{words}</p>
      {children}
    </div>
  );
}

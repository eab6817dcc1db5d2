import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./states.module.css";

/** One thing the person should know here: `warn` is gold, `bad` is rose, `calm` is the page's own tone. */
export function Note({ look, children }: { look: "warn" | "bad" | "calm"; children: ReactNode }) {
  return (
    <div className={classes.note} data-look={look} role={look === "calm" ? undefined : "status"}>
      {look === "calm" ? <IconInfoCircle /> : <IconAlertTriangle />}
      <div className={classes.words}>{children}</div>
    </div>
  );
}

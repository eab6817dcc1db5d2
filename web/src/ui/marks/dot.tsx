import classes from "./marks.module.css";

export type DotLook = "ok" | "busy" | "warn" | "bad" | "off";

/** A state as a mark; never alone, always beside its word. */
export function Dot({ look }: { look: DotLook }) {
  return <i className={classes.dot} data-look={look} aria-hidden="true" />;
}

import classes from "./marks.module.css";

/** A share drawn as a ring; without a share it only says that something goes on. */
export function Ring({ share }: { share: number | null }) {
  const percent = Math.round((share ?? 0.4) * 100);
  return <span className={classes.ring} data-turning={share === null || undefined} style={{ "--share": `${percent}%` }} aria-hidden="true" />;
}

import { useTranslation } from "react-i18next";
import classes from "./states.module.css";

/** The shape of a list before it comes. */
export function SkeletonRows({ rows = 5, round = false }: { rows?: number; round?: boolean }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("common.loading")} className={classes.rows}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={classes.row} aria-hidden="true">
          <span className={classes.block} data-round={round || undefined} />
          <span>
            <i className={classes.bar} style={{ width: `${62 - ((index * 17) % 30)}%` }} />
            <i className={classes.bar} style={{ width: `${78 - ((index * 23) % 34)}%` }} />
          </span>
        </div>
      ))}
    </div>
  );
}

/** The shape of a page of one thing before it comes: its bar, and the thing. */
export function SkeletonPage() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("common.loading")} className={classes.page}>
      <div className={classes.pageBar}>
        <i className={classes.bar} />
      </div>
      <span className={classes.thing} />
    </div>
  );
}

import { useTranslation } from "react-i18next";
import classes from "./thread.module.css";

/** The shape of a conversation before it comes. */
export function ThreadSkeleton() {
  const { t } = useTranslation();
  return (
    <div className={classes.view} role="status" aria-label={t("common.loading")}>
      <div className={classes.scroll}>
        <div className={classes.lane} aria-hidden="true">
          {[52, 88, 40].map((wide) => (
            <div key={wide} className={classes.shape}>
              <i style={{ width: `${wide * 0.6}%` }} />
              <span>
                <i style={{ width: "24%" }} />
                <i style={{ width: `${wide}%` }} />
                <i style={{ width: `${wide - 14}%` }} />
              </span>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

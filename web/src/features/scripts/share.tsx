import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";
import type { Script } from "./api";
import classes from "./scripts.module.css";

/** How far a table came, as one bar: done, not come about, under way. */
export function Share({ script }: { script: Script }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { total, done, failed, cancelled } = script;
  const parts = [["done", done], ["failed", failed + cancelled]] as const;
  const percent = total > 0 ? Math.round((done / total) * 100) : 0;
  return (
    <div
      className={classes.share}
      role="progressbar"
      aria-label={t("scripts.doneOf", { done: format.number(done), total: format.number(total) })}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      {parts.map(([name, count]) => (count > 0 ? <i key={name} data-part={name} style={{ width: `${(count / Math.max(1, total)) * 100}%` }} /> : null))}
    </div>
  );
}

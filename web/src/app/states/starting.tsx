import { useTranslation } from "react-i18next";
import { Mark } from "@/ui/marks/brand";
import classes from "./starting.module.css";

/** A page that is still on its way. */
export function Starting() {
  const { t } = useTranslation();
  return (
    <div className={classes.starting} role="status" aria-label={t("common.loading")}>
      <Mark size={32} />
    </div>
  );
}

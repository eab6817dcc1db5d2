import { useTranslation } from "react-i18next";
import { CreateForm } from "./create-form";
import classes from "./create.module.css";

/** The form beside the gallery. */
export function CreatePanel() {
  const { t } = useTranslation();
  return (
    <aside className={classes.panel} aria-label={t("images.create")}>
      <CreateForm />
    </aside>
  );
}

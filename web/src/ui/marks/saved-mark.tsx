import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Dot } from "./dot";
import classes from "./marks.module.css";
import { StateWord } from "./state-word";

/** What became of the last change, beside what can be done with the page. */
export function SavedMark({ saving }: { saving: "idle" | "pending" | "success" | "error" }) {
  return (
    <span className={classes.saved} role="status">
      <Word saving={saving} />
    </span>
  );
}

function Word({ saving }: { saving: "idle" | "pending" | "success" | "error" }) {
  const { t } = useTranslation();
  switch (saving) {
    case "idle":
      return null;
    case "pending":
      return (
        <StateWord look="wait" mark={<Dot look="busy" />}>
          {t("saving.pending")}
        </StateWord>
      );
    case "success":
      return (
        <StateWord look="ok" mark={<IconCheck className="small" />}>
          {t("saving.success")}
        </StateWord>
      );
    case "error":
      return (
        <StateWord look="bad" mark={<IconAlertTriangle className="small" />}>
          {t("saving.error")}
        </StateWord>
      );
  }
}

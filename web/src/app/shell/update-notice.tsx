import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { takeUpdate, updates } from "../updates";
import classes from "./banner.module.css";

/** Offers the new version; the person decides when the page reloads. */
export function UpdateNotice() {
  const { t } = useTranslation();
  const isReady = useStore(updates, (state) => state.ready !== null);
  if (!isReady) return null;
  return (
    <div className={classes.banner} data-look="calm" role="status">
      <IconRefresh />
      <p className={classes.words}>{t("update.ready")}</p>
      <Button size="sm" onClick={takeUpdate}>
        {t("update.reload")}
      </Button>
    </div>
  );
}

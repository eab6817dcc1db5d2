import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./dialog-foot.module.css";

/** The foot of a dialog: out again, or the one thing to do. */
export function DialogFoot({ onCancel, children }: { onCancel: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={classes.foot}>
      <Button variant="quiet" onClick={onCancel}>
        {t("common.cancel")}
      </Button>
      {children}
    </div>
  );
}

import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./dialog-foot.module.css";

type Props = {
  /** Nothing where there is nothing to close. */
  onCancel: (() => void) | null;
  children: ReactNode;
};

/** The foot of a dialog or a drawer: out again, or the one thing to do. */
export function DialogFoot({ onCancel, children }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.foot}>
      {onCancel ? (
        <Button variant="quiet" onClick={onCancel}>
          {t("common.cancel")}
        </Button>
      ) : null}
      {children}
    </div>
  );
}

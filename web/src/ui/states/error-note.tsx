import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asFailure } from "@/api/failure";
import { useFailureWords } from "./failure-words";
import classes from "./states.module.css";

type Props = { title?: string; error: unknown; onRetry?: () => void; children?: ReactNode };

/** What did not work, why, who acts, and at most two things to do about it. */
export function ErrorNote({ title, error, onRetry, children }: Props) {
  const { t } = useTranslation();
  const failure = asFailure(error);
  const words = useFailureWords()(failure);
  return (
    <div className={classes.note} data-look="bad" role="alert">
      <IconAlertTriangle />
      <div className={classes.words}>
        <p className="strong">{title ?? t("failure.title")}</p>
        <p className="muted">
          {words.what} {words.hint ?? words.who}
        </p>
        {failure.requestId ? <p className="caption">{t("failure.request", { id: failure.requestId })}</p> : null}
        {onRetry || children ? (
          <div className={classes.actions}>
            {onRetry ? (
              <Button size="sm" onClick={onRetry}>
                {t("common.retry")}
              </Button>
            ) : null}
            {children}
          </div>
        ) : null}
      </div>
    </div>
  );
}

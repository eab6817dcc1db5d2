import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asFailure, type Failure } from "@/api/failure";
import { FailureTold } from "./failure-told";
import classes from "./states.module.css";

type Props = { title?: string; error: unknown; onRetry?: () => void; children?: ReactNode };

/** What did not work, why, who acts, and at most two things to do about it. */
export function ErrorNote({ title, error, onRetry, children }: Props) {
  const { t } = useTranslation();
  const failure = asFailure(error);
  return (
    <div className={classes.note} data-look="bad" role="alert">
      <IconAlertTriangle />
      <div className={classes.words}>
        <p className="strong">{title ?? t("failure.title")}</p>
        <FailureTold failure={failure} />
        {failure.requestId && isOfServer(failure) ? <p className="caption">{t("failure.request", { id: failure.requestId })}</p> : null}
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

/** Only a fault of the server is looked for in its log; what a person can mend needs no number. */
const isOfServer = ({ status }: Failure) => status !== null && status >= 500;

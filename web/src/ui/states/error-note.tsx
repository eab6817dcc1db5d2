import { Button } from "@mantine/core";
import { IconAlertTriangle, IconPlugConnected } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asFailure, type Failure } from "@/api/failure";
import { FailureTold } from "./failure-told";
import { isOfSilence, useIsSilent } from "./silence";
import classes from "./states.module.css";

type Props = { title?: string; error: unknown; onRetry?: () => void; children?: ReactNode };

/** What did not work, why, who acts, and at most two things to do about it. */
export function ErrorNote({ title, error, onRetry, children }: Props) {
  const { t } = useTranslation();
  const failure = asFailure(error);
  const isSilent = useIsSilent();
  const isOver = isOfSilence(failure) && !isSilent;
  return (
    <div className={classes.note} data-look={isOver ? "calm" : "bad"} role="alert">
      {isOver ? <IconPlugConnected /> : <IconAlertTriangle />}
      <div className={classes.words}>
        {isOver ? <AnswersAgain /> : <Wrong title={title ?? t("failure.title")} failure={failure} />}
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

function Wrong({ title, failure }: { title: string; failure: Failure }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="strong">{title}</p>
      <FailureTold failure={failure} />
      {failure.requestId && isOfServer(failure) ? <p className="caption">{t("failure.request", { id: failure.requestId })}</p> : null}
    </>
  );
}

function AnswersAgain() {
  const { t } = useTranslation();
  return (
    <>
      <p className="strong">{t("connection.back")}</p>
      <p className="muted">{t("connection.backWhy")}</p>
    </>
  );
}

/** Only a fault of the server is looked for in its log; what a person can mend needs no number. */
const isOfServer = ({ status }: Failure) => status !== null && status >= 500;

import { Button } from "@mantine/core";
import { IconPlayerStop, IconRefresh } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { TrialResult } from "@/ui/trial/trial-result";
import classes from "./forms.module.css";
import type { Attempt } from "@/ui/trial/use-trial";

type Props = {
  attempts: Attempt[];
  expected: readonly string[];
  isRunning: boolean;
  onStart: () => void;
  onStop: () => void;
};

/** The trials of what is in the form, newest first. */
export function Trials({ attempts, expected, isRunning, onStart, onStop }: Props) {
  const { t } = useTranslation();
  const title = useId();
  return (
    <section aria-labelledby={title}>
      <div className={classes.trialBar}>
        <h3 id={title} className="label">
          {t("admin.trial.title")}
        </h3>
        {isRunning ? (
          <Button size="sm" leftSection={<IconPlayerStop />} onClick={onStop}>
            {t("admin.trial.stop")}
          </Button>
        ) : (
          <Button size="sm" leftSection={<IconRefresh />} onClick={onStart}>
            {attempts.length > 0 ? t("admin.trial.again") : t("admin.trial.test")}
          </Button>
        )}
      </div>
      <div className={classes.trials} role="log" aria-busy={isRunning}>
        {attempts.length === 0 ? <p className={`caption ${classes.untried}`}>{t("admin.trial.none")}</p> : null}
        {attempts.map((attempt) => (
          <TrialResult key={attempt.id} attempt={attempt} expected={expected} />
        ))}
      </div>
    </section>
  );
}

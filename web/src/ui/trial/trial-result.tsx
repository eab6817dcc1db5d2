import { IconAlertTriangle, IconCheck, IconClock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TrialStep } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { wordsFor } from "@/i18n/words";
import { Dot } from "@/ui/marks/dot";
import { StateWord } from "@/ui/marks/state-word";
import { FailureTold } from "@/ui/states/failure-told";
import type { Told as Failed } from "@/ui/states/failure-words";
import classes from "./trial.module.css";
import type { Attempt } from "./use-trial";

/** `expected`: the steps in their order, so that those to come can be shown. */
type Props = { attempt: Attempt; expected: readonly string[] };

/** One trial: each step with its mark and time, and under the first that failed the server's own words. */
export function TrialResult({ attempt, expected }: Props) {
  const format = useFormat();
  const failed = attempt.steps.find((step) => step.state === "failed");
  const coming = attempt.state === "running" ? expected.filter((name) => attempt.steps.every((step) => step.step !== name)) : [];
  return (
    <section className={classes.result} aria-label={attempt.about}>
      <header className={classes.head}>
        <Verdict attempt={attempt} total={expected.length} />
        <span className="caption" title={format.moment(attempt.at)}>
          {attempt.state === "running" ? null : format.ago(attempt.at)}
        </span>
      </header>
      <ul>
        {attempt.steps.map((step) => (
          <Step key={step.step} step={step} />
        ))}
        {coming.map((name) => (
          <li key={name} className="faint">
            <IconClock className="small" />
            <span>{told("begun", name)}</span>
          </li>
        ))}
      </ul>
      {failed?.error ? <Reason failure={failed.error} /> : null}
      {attempt.refusal ? <Reason failure={attempt.refusal} /> : null}
    </section>
  );
}

const told = (state: TrialStep["state"], step: string) => wordsFor(`admin.trial.${state}.${step}`) ?? step;

function Verdict({ attempt, total }: { attempt: Attempt; total: number }) {
  const { t } = useTranslation();
  switch (attempt.state) {
    case "running":
      return (
        <StateWord look="now" mark={<Dot look="busy" />}>
          {t("admin.trial.running", { step: Math.max(1, attempt.steps.length), total })}
        </StateWord>
      );
    case "passed":
      return (
        <StateWord look="ok" mark={<IconCheck className="small" />}>
          {t("admin.trial.works")}
        </StateWord>
      );
    case "failed":
      return (
        <StateWord look="bad" mark={<IconAlertTriangle className="small" />}>
          {attempt.about}
        </StateWord>
      );
    case "stopped":
      return <StateWord look="wait">{t("admin.trial.stopped")}</StateWord>;
  }
}

const marks = { begun: <Dot look="busy" />, passed: <IconCheck className="small" />, failed: <IconAlertTriangle className="small" /> };

function Step({ step }: { step: TrialStep }) {
  const format = useFormat();
  return (
    <li data-state={step.state}>
      {marks[step.state]}
      <span>
        {told(step.state, step.step)}
        {step.told ? <Told step={step} /> : null}
      </span>
      <span className="muted tnum">{step.state === "passed" && step.ms > 0 ? format.took(step.ms) : null}</span>
    </li>
  );
}

/** What the server said, in its own language. */
function Told({ step }: { step: TrialStep }) {
  return (
    <span lang="en" className={`${classes.told} ${step.step === "write" ? "story" : "caption"}`}>
      {step.step === "write" ? `“${step.told}”` : step.told}
    </span>
  );
}

function Reason({ failure }: { failure: Failed }) {
  return (
    <div className={classes.said}>
      <FailureTold failure={failure} />
    </div>
  );
}

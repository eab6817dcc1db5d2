import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { nameOf } from "@/api/models";
import type { ShapedAnswers } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { answersOf } from "./api";
import classes from "./models.module.css";

const STEPS = ["cut", "repaired", "filled", "asked_again", "field_by_field", "failed", "fallback_model", "built_in"] as const;

/** How well models answer in a shape, and what had to be done about it; nothing is shown before one was asked. */
export function AnswersSection() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useQuery(answersOf);
  if (!data || data.length === 0) return null;
  return (
    <section aria-labelledby="answers" className={classes.use}>
      <div className={classes.head}>
        <h2 id="answers" className="heading">
          {t("models.answers.title")}
        </h2>
      </div>
      <p className="muted">{t("models.answers.what")}</p>
      <table className={`${classes.sums} ${classes.answers}`}>
        <thead>
          <tr>
            <th scope="col">{t("models.column.model")}</th>
            <th scope="col">{t("models.answers.asked")}</th>
            <th scope="col">{t("models.answers.unaided")}</th>
            <th scope="col" className="no-phone">
              {t("models.answers.failed")}
            </th>
            <th scope="col">{t("models.answers.steps")}</th>
          </tr>
        </thead>
        <tbody>
          {data.map((one) => (
            <tr key={one.model}>
              <th scope="row" className="cut" title={one.model}>
                {nameOf(one.model)}
              </th>
              <td>{format.number(one.asked)}</td>
              <td>{format.share(one.unaided / Math.max(1, one.asked))}</td>
              <td className="no-phone">{format.number(one.failed)}</td>
              <td>
                <Steps steps={one.steps} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Steps({ steps }: { steps: ShapedAnswers["steps"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const told = STEPS.filter((step) => steps[step]).map((step) => `${t(`models.answers.step.${step}`)} ${format.number(steps[step] ?? 0)}`);
  return <>{told.join(", ") || t("models.answers.none")}</>;
}

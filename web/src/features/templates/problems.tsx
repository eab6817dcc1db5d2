import { useTranslation } from "react-i18next";
import { problemsIn } from "./api";
import classes from "./templates.module.css";

/** What of a workflow could not be converted: which node, why, and the way out. */
export function Problems({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const problems = problemsIn(error);
  if (problems.length === 0) return null;
  return (
    <section className={classes.shelf} aria-label={t("templates.problems")}>
      <h2 className="label">{t("templates.problems")}</h2>
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.node} ${problem.why}`} className={classes.problem}>
            <span className="strong">{t("templates.node", { node: problem.node, title: problem.title || problem.class })}</span>
            <span>{problem.why}</span>
            {problem.way_out ? <span className="muted">{problem.way_out}</span> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

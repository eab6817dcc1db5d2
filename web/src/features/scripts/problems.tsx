import { useTranslation } from "react-i18next";
import type { RowProblem } from "./api";
import classes from "./scripts.module.css";

type Props = {
  problems: RowProblem[];
  /** Columns that go nowhere yet: one choice mends all their rows. */
  unplaced: string[];
};

/** What to look at before it is drawn: columns first, then rows; what is wrong with many rows is said once. */
export function Problems({ problems, unplaced }: Props) {
  const { t } = useTranslation();
  const ofRows = groupsOf(problems.filter(({ column }) => !unplaced.includes(column)));
  return (
    <section>
      <h2 className="label">{t("scripts.look")}</h2>
      <ul>
        {unplaced.map((column) => (
          <li key={column} className={classes.problem}>
            <span className="mono cut">{column}</span>
            <span>
              <span data-bad>{t("scripts.unplaced")}</span>
              <span className="caption">{t("scripts.unplacedHint")}</span>
            </span>
          </li>
        ))}
        {ofRows.map(([first, ...others]) => (
          <li key={`${first.line} ${first.column} ${first.message}`} className={classes.problem}>
            <span className="muted">
              {t("scripts.line", { number: first.line })}
              {others.length > 0 ? <span className="caption">{t("scripts.moreLines", { count: others.length })}</span> : null}
            </span>
            <span>
              <span data-bad={first.is_note ? undefined : true}>{first.message}</span>
              <span className="caption">{first.way_out}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

type Group = [RowProblem, ...RowProblem[]];

function groupsOf(problems: RowProblem[]): Group[] {
  const groups = new Map<string, Group>();
  for (const problem of problems) {
    const key = JSON.stringify([problem.column, problem.message, problem.way_out, problem.is_note]);
    const group = groups.get(key);
    if (group) group.push(problem);
    else groups.set(key, [problem]);
  }
  return [...groups.values()];
}

import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconAlertTriangle, IconSparkles } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { optionsOf } from "@/api/templates";
import { useInputName } from "@/ui/inputs/input-name";
import type { Preview } from "./api";
import classes from "./scripts.module.css";

type Column = Preview["columns"][number];
type Props = { preview: Preview; columns: Record<string, string>; onMap: (column: string, to: string) => void; template: string };

const SKIP = "";
/** Columns that say something of the row itself. */
const OF_THE_ROW = ["key", "template", "priority", "destination", "server", "persona"] as const;

/** The first rows, with the head of each column saying where it goes. */
export function MapTable({ preview, columns, onMap, template }: Props) {
  const { t } = useTranslation();
  const choices = useChoices(template, preview.columns);
  const wrong = new Map(preview.problems.filter(({ is_note: isNote }) => !isNote).map((problem) => [`${problem.line} ${problem.column}`, problem.message]));
  return (
    // A region that scrolls must be reached by keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.scroll} role="region" aria-label={t("scripts.rows")} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <td />
            {preview.columns.map((column) => (
              <th key={column.name} scope="col">
                <span className="mono cut">{column.name}</span>
                <Select
                  aria-label={t("scripts.goesTo", { column: column.name })}
                  searchable
                  error={column.problem !== ""}
                  data={choices}
                  placeholder={t("scripts.where")}
                  value={columns[column.name] ?? column.target ?? (column.problem ? null : SKIP)}
                  onChange={(to) => onMap(column.name, to ?? SKIP)}
                />
                <Hint column={column} isChosen={columns[column.name] !== undefined} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map((row, index) => (
            <tr key={preview.lines[index] ?? index}>
              <td className="faint tnum">{preview.lines[index]}</td>
              {preview.columns.map(({ name }) => {
                const problem = wrong.get(`${preview.lines[index]} ${name}`);
                return (
                  <td key={name} className="cut" data-bad={problem ? true : undefined} title={problem ?? shown(row[name])}>
                    {shown(row[name])}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Hint({ column, isChosen }: { column: Column; isChosen: boolean }) {
  const { t } = useTranslation();
  if (column.problem) {
    return (
      <span className={classes.hint} data-look="warn" title={column.problem}>
        <IconAlertTriangle className="small" />
        <span className="cut">{t("scripts.unplaced")}</span>
      </span>
    );
  }
  if (isChosen || !column.is_guess) return <span className={classes.hint}>{column.target ? "" : t("scripts.skipped")}</span>;
  return (
    <span className={classes.hint}>
      <IconSparkles className="small" />
      {t("scripts.guessed")}
    </span>
  );
}

function useChoices(template: string, columns: Column[]) {
  const { t } = useTranslation();
  const nameOf = useInputName();
  const { data } = useQuery(optionsOf(template));
  const inputs = (data?.inputs ?? []).map((input) => ({ value: input.name, label: nameOf(input) }));
  const known = new Set([SKIP, ...OF_THE_ROW, ...inputs.map(({ value }) => value)]);
  const others = columns.flatMap(({ target }) => (target && !known.has(target) ? [{ value: target, label: target }] : []));
  return [
    { value: SKIP, label: t("scripts.skip") },
    { group: t("scripts.ofTemplate"), items: [...inputs, ...others] },
    { group: t("scripts.ofRow"), items: OF_THE_ROW.map((value) => ({ value, label: t(`scripts.row.${value}`) })) },
  ];
}

const shown = (value: unknown) => (value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value));

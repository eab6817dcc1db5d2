import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { optionsOf } from "@/api/templates";
import type { InputInfo, TemplateInfo } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { useInputName } from "@/ui/inputs/input-name";
import classes from "../template.module.css";
import { AddInput } from "./add-input";
import { EditInput } from "./edit-input";

type Props = { template: TemplateInfo; chosen: number | null; onChoose: (number: number) => void };

/** What goes into the workflow: each with its number, its default and its range. */
export function Inputs({ template, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const [isAdding, setAdding] = useState(false);
  const input = useChosen(template, chosen);
  return (
    <aside className={classes.inputs} aria-label={t("templates.inputs")}>
      <header>
        <h2 className="subject">{t("templates.inputs")}</h2>
        {template.is_mine ? (
          <Button variant="quiet" leftSection={<IconPlus />} onClick={() => setAdding(true)}>
            {t("templates.add")}
          </Button>
        ) : null}
      </header>
      {template.inputs.length === 0 ? <p className={`muted ${classes.none}`}>{t("templates.noInputs")}</p> : null}
      <ol>
        {template.inputs.map((one, index) => (
          <InputRow key={one.name} input={one} number={index + 1} isChosen={index + 1 === chosen} onChoose={() => onChoose(index + 1)} />
        ))}
      </ol>
      {input && template.is_mine ? <EditInput key={`${input.name} ${template.revision}`} template={template} input={input} /> : null}
      {template.is_mine ? null : <p className={`caption ${classes.readOnly}`}>{t("templates.readOnly")}</p>}
      {isAdding ? <AddInput template={template} onClose={() => setAdding(false)} /> : null}
    </aside>
  );
}

/** The chosen input with what the servers offer for it just now. */
function useChosen(template: TemplateInfo, chosen: number | null): InputInfo | undefined {
  const { data: options } = useQuery(optionsOf(template.id));
  const input = chosen === null ? undefined : template.inputs[chosen - 1];
  const offered = options?.inputs.find(({ name }) => name === input?.name)?.choices ?? [];
  return input && offered.length > 0 ? { ...input, choices: offered } : input;
}

type RowProps = { input: InputInfo; number: number; isChosen: boolean; onChoose: () => void };

function InputRow({ input, number, isChosen, onChoose }: RowProps) {
  const { t } = useTranslation();
  const nameOf = useInputName();
  const row = useRef<HTMLButtonElement>(null);
  const words = useWords(input);
  const wasChosen = useRef(isChosen);
  useEffect(() => {
    // What is chosen from the beginning is no reason to move the page.
    if (isChosen && !wasChosen.current) row.current?.scrollIntoView({ block: "nearest" });
    wasChosen.current = isChosen;
  }, [isChosen]);
  return (
    <li>
      <button ref={row} type="button" className={classes.input} aria-pressed={isChosen} onClick={onChoose}>
        <span className={classes.number}>{number}</span>
        <span className="strong cut">{nameOf(input)}</span>
        <span className={classes.kind}>{t(`templates.type.${input.choices.length > 0 ? "choice" : input.type}`)}</span>
        <span className={`muted cut ${classes.own}`}>{words}</span>
      </button>
    </li>
  );
}

function useWords({ role, type, default: own, minimum, maximum, is_required: isRequired }: InputInfo): string {
  const { t } = useTranslation();
  const format = useFormat();
  if (role === "seed") return t("inputs.random");
  if (type === "file") return isRequired ? t("templates.mustBeGiven") : t("templates.mayBeGiven");
  const value = typeof own === "number" ? format.exact(own) : typeof own === "string" ? own : JSON.stringify(own);
  const range = minimum !== null && maximum !== null && maximum < 1e6 ? t("templates.fromTo", { from: format.exact(minimum), to: format.exact(maximum) }) : null;
  return [value || t("templates.empty"), range].filter(Boolean).join(", ");
}

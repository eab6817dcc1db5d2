import { Select, Switch } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Parameters } from "@/api/types";
import { NumberField } from "@/ui/inputs/number-field";
import classes from "./inspector.module.css";
import type { SectionProps } from "./model-section";

const NUMBERS = [
  ["top_p", 0.01, 1, 0.05],
  ["top_k", 1, 1000, 1],
  ["min_p", 0, 1, 0.05],
  ["repeat_penalty", 0, 5, 0.05],
  ["window", 512, 2_097_152, 1024],
  ["seed", 0, Number.MAX_SAFE_INTEGER, 1],
] as const;

const THINKING = ["own", "off", "on", "low", "medium", "high"] as const;
type Thinking = (typeof THINKING)[number];

/** What few people turn, folded away. */
export function MoreSection({ settings, change, tune }: SectionProps) {
  const { t } = useTranslation();
  const { parameters, web_search } = settings;
  return (
    <details className={classes.more}>
      <summary>
        <span className="label">{t("chats.further")}</span>
        <IconChevronRight className="small" />
      </summary>
      <div className={classes.fields}>
        <Switch label={t("chats.alwaysSearch")} checked={web_search} onChange={(event) => change({ web_search: event.currentTarget.checked })} />
        <Select
          label={t("chats.parameter.thinking")}
          data={THINKING.map((value) => ({ value, label: t(`chats.thinking.${value}`) }))}
          value={thinkingOf(parameters.thinking)}
          onChange={(value) => tune({ thinking: valueOf(value ?? "own") })}
        />
        {NUMBERS.map(([name, min, max, step]) => (
          <NumberField
            key={name}
            label={t(`chats.parameter.${name}`)}
            placeholder={t("chats.own")}
            min={min}
            max={max}
            step={step}
            value={parameters[name] ?? null}
            onChange={(value) => tune({ [name]: value } satisfies Parameters)}
          />
        ))}
      </div>
    </details>
  );
}

function thinkingOf(value: Parameters["thinking"]): Thinking {
  if (value === true) return "on";
  if (value === false) return "off";
  return value ?? "own";
}

function valueOf(name: Thinking): boolean | "low" | "medium" | "high" | null {
  if (name === "own") return null;
  if (name === "on" || name === "off") return name === "on";
  return name;
}

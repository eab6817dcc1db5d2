import { Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FormInput } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { useInputName } from "./input-name";
import { NumberField } from "./number-field";
import { Range } from "./range";

/** More steps than that are not to be met with a thumb. */
const MOST_STEPS = 100;

type Given = Omit<FormInput, "is_required">;
type Props = { input: Given; value: unknown; onChange: (value: unknown) => void };

/** One input of a template, as its type and its range ask for it. */
export function InputField({ input, value, onChange }: Props) {
  const label = useInputName()(input);
  if (input.role === "seed") return <SeedField label={label} value={value} onChange={onChange} />;
  if (input.choices.length > 0) return <ChoiceField input={input} label={label} value={value} onChange={onChange} />;
  switch (input.type) {
    case "integer":
    case "number":
      return <CountField input={input} label={label} value={value} onChange={onChange} />;
    case "boolean":
      return <Switch label={label} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case "text":
    case "choice":
    case "file":
      return <TextField input={input} label={label} value={value} onChange={onChange} />;
  }
}

type FieldProps = Props & { label: string };

function TextField({ input, label, value, onChange }: FieldProps) {
  const { t } = useTranslation();
  return (
    <Textarea
      label={label}
      autosize
      minRows={1}
      maxRows={8}
      placeholder={input.role === "negative" ? t("inputs.negativeHint") : ""}
      value={typeof value === "string" ? value : ""}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function ChoiceField({ input, label, value, onChange }: FieldProps) {
  const { t } = useTranslation();
  const shown = input.choices.map(String);
  return (
    <Select
      label={label}
      searchable={shown.length > 8}
      nothingFoundMessage={t("inputs.nothing")}
      data={[...new Set(shown)]}
      value={value === null || value === undefined ? null : plain(value)}
      onChange={(picked) => onChange(input.choices.find((choice) => String(choice) === picked) ?? picked)}
    />
  );
}

function CountField({ input, label, value, onChange }: FieldProps) {
  const format = useFormat();
  const { minimum, maximum } = input;
  const step = input.step ?? (input.type === "integer" ? 1 : 0.01);
  const number = typeof value === "number" ? value : null;
  if (minimum === null || maximum === null || maximum <= minimum || (maximum - minimum) / step > MOST_STEPS + 1e-6) {
    return <NumberField label={label} value={number} min={minimum} max={maximum} step={step} onChange={onChange} />;
  }
  const at = number ?? minimum;
  return <Range label={label} value={at} shown={format.exact(at)} min={minimum} max={maximum} step={step} onChange={onChange} />;
}

const plain = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** A seed may have more digits than a number of the page can keep. */
function SeedField({ label, value, onChange }: Omit<FieldProps, "input">) {
  const { t } = useTranslation();
  const text = typeof value === "number" || typeof value === "string" ? String(value) : "";
  const take = (digits: string) => onChange(digits === "" ? null : Number.isSafeInteger(Number(digits)) ? Number(digits) : digits);
  return (
    <TextInput
      label={label}
      inputMode="numeric"
      autoComplete="off"
      placeholder={t("inputs.random")}
      value={text}
      onChange={(event) => take(event.currentTarget.value.replaceAll(/\D/g, "").slice(0, 20))}
    />
  );
}

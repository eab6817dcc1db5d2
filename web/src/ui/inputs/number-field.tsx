import { TextInput, type TextInputProps } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";

type Props = Omit<TextInputProps, "value" | "onChange" | "min" | "max" | "step"> & {
  value: number | null;
  min?: number | null;
  max?: number | null;
  step?: number | null;
  onChange: (value: number | null) => void;
};

/** A number as one types it, with a comma or a point; arrows count, and what is left in the field is within the range. */
export function NumberField({ value, min, max, step, onChange, ...rest }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const within = (number: number) => Math.min(max ?? Infinity, Math.max(min ?? -Infinity, number));
  const type = (text: string) => {
    setTyped(text);
    const number = parsed(text);
    if (text.trim() === "") onChange(null);
    else if (number !== null && within(number) === number) onChange(number);
  };
  const leave = () => {
    const number = typed === null ? null : parsed(typed);
    if (number !== null) onChange(within(number));
    setTyped(null);
  };
  const count = (event: KeyboardEvent) => {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const size = (step ?? 1) * (event.shiftKey ? 10 : 1);
    setTyped(null);
    onChange(within(tidy((value ?? 0) + way * size)));
  };
  return (
    <TextInput
      inputMode="decimal"
      autoComplete="off"
      {...rest}
      value={typed ?? (value === null ? "" : String(value))}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={count}
    />
  );
}

function parsed(text: string): number | null {
  const number = Number(text.trim().replace(",", ".").replaceAll(/\s/g, ""));
  return text.trim() === "" || !Number.isFinite(number) ? null : number;
}

/** 0.1 + 0.2 is 0.3 for people. */
const tidy = (number: number) => Math.round(number * 1e6) / 1e6;

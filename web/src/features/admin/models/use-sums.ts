/** Sums over what was used: by day for the chart, by model and by person for the tables. */
import type { UseOfModel } from "@/api/types";

const HUES = ["data", "image", "number", "persona", "text"] as const;
const MOST_ROWS = 12;

/** A model with its colour; null stands for all the others. */
export type UsedModel = { model: string | null; hue: string };

export const tokensOf = (one: UseOfModel) => one.prompt_tokens + one.completion_tokens;
export const sumOf = (items: UseOfModel[], value: (one: UseOfModel) => number) => items.reduce((sum, one) => sum + value(one), 0);

export function seriesOf(items: UseOfModel[]): UsedModel[] {
  const sums = new Map<string, number>();
  for (const one of items) sums.set(one.model, (sums.get(one.model) ?? 0) + tokensOf(one));
  const names = [...sums].sort(([, one], [, other]) => other - one).map(([name]) => name);
  const first = names.slice(0, HUES.length).map((model, index) => ({ model, hue: HUES[index] ?? "flow" }));
  return names.length > HUES.length ? [...first, { model: null, hue: "flow" }] : first;
}

/** Every day of the span, also those without any use; the newest last. */
export function daysOf(items: UseOfModel[], series: UsedModel[], days: number, today = new Date()): { day: string; values: number[] }[] {
  const known = new Set(series.map((one) => one.model));
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(today.getTime() - (days - 1 - index) * 86_400_000).toISOString().slice(0, 10);
    const used = items.filter((one) => one.day === day);
    const values = series.map(({ model }) => sumOf(used.filter((one) => (model === null ? !known.has(one.model) : one.model === model)), tokensOf));
    return { day, values };
  });
}

/** `title`: what tells it apart from another of the same name. */
type Named = { name: string; title?: string };
type Sum = { name: string; title: string; requests: number; prompt: number; completion: number; seconds: number };

/** The largest first; what has the same title is the same. */
export function sumsBy(items: UseOfModel[], by: (one: UseOfModel) => Named): Sum[] {
  const sums = new Map<string, Sum>();
  for (const one of items) {
    const { name, title = name } = by(one);
    const before = sums.get(title) ?? { requests: 0, prompt: 0, completion: 0, seconds: 0 };
    sums.set(title, {
      name,
      title,
      requests: before.requests + one.requests,
      prompt: before.prompt + one.prompt_tokens,
      completion: before.completion + one.completion_tokens,
      seconds: before.seconds + one.seconds,
    });
  }
  return [...sums.values()].sort((one, other) => other.prompt + other.completion - one.prompt - one.completion).slice(0, MOST_ROWS);
}

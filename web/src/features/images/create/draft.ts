/** What is in the form to create, kept while the person looks elsewhere. */
import { create } from "zustand";
import type { Format } from "./sizes";

export type Reference = { id: string; name: string; width: number | null; height: number | null };
type Values = Record<string, unknown>;

const KEPT = "fabula.images.draft";

type Draft = {
  words: string;
  /** The words are no prompt yet: a model makes one of them, whatever language they are in. */
  isWish: boolean;
  /** Null until the person chooses: then it is the house's usual one. */
  template: string | null;
  format: Format | null;
  count: number;
  reference: Reference | null;
  /** Fine settings by template: another template keeps its own. */
  values: Readonly<Record<string, Values>>;
  /** The input whose mask is being painted. */
  painting: string | null;
};

export const COUNTS = [1, 2, 4, 8] as const;
/** So many variants a wish may have. */
const MOST_WISHED = 4;

export const countsFor = (isWish: boolean) => COUNTS.filter((count) => !isWish || count <= MOST_WISHED);

export const setWish = (isWish: boolean) => change({ isWish, ...(isWish ? { count: Math.min(MOST_WISHED, useDraft.getState().count) } : {}) });

export const useDraft = create<Draft>(() => ({ words: "", isWish: false, template: null, format: null, count: 4, reference: null, values: {}, painting: null, ...kept() }));

export function change(next: Partial<Draft>): void {
  useDraft.setState(next);
  const { template, count, isWish } = useDraft.getState();
  localStorage.setItem(KEPT, JSON.stringify({ template, count, isWish }));
}

export const setValue = (template: string, name: string, value: unknown) =>
  change({ values: { ...useDraft.getState().values, [template]: { ...useDraft.getState().values[template], [name]: value } } });

export const resetValues = (template: string) => change({ values: { ...useDraft.getState().values, [template]: {} } });

function kept(): Partial<Draft> {
  try {
    const { template, count, isWish } = JSON.parse(localStorage.getItem(KEPT) ?? "{}") as Record<string, unknown>;
    const known = COUNTS.find((one) => one === count);
    return { isWish: isWish === true, ...(typeof template === "string" ? { template } : {}), ...(known ? { count: known } : {}) };
  } catch {
    return {};
  }
}

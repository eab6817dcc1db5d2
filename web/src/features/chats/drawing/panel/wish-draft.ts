/** What stands in the panel for a picture, chat by chat, until it is drawn. */
import { create } from "zustand";
import type { Wished } from "@/api/drawings";
import type { Reference } from "../acts";

export type Shape = "square" | "portrait" | "landscape" | "own";

export type WishDraft = {
  words: string;
  reference: Reference | null;
  /** The painted mask as a file of the person. */
  mask: string | null;
  /** Null: as the template usually draws. */
  shape: Shape | null;
  width: number | null;
  height: number | null;
  count: number;
  template: string | null;
  negative: string;
  seed: number | null;
  steps: number | null;
  cfg: number | null;
  denoise: number | null;
  asWritten: boolean;
};

const EMPTY: WishDraft = {
  ...{ words: "", reference: null, mask: null, shape: null, width: null, height: null, count: 1, template: null },
  ...{ negative: "", seed: null, steps: null, cfg: null, denoise: null, asWritten: false },
};

const useDrafts = create<Record<string, WishDraft>>(() => ({}));

export const useWishDraft = (key: string) => useDrafts((drafts) => drafts[key]) ?? EMPTY;

export function changeWish(key: string, change: Partial<WishDraft>): void {
  useDrafts.setState((drafts) => ({ [key]: { ...(drafts[key] ?? EMPTY), ...change } }));
}

/** Another picture to start from has no mask yet, and may need another template. */
export const takeReference = (key: string, reference: Reference | null) => changeWish(key, { reference, mask: null, template: null });

/** The words go when they are drawn; how it is drawn stays. */
export const wishDrawn = (key: string) => changeWish(key, { words: "", reference: null, mask: null, seed: null });

/** The panel as it was for a wish, to change what did not come out. */
export function putWish(key: string, { description, as_written: asWritten, ...wish }: Wished, reference: Reference | null): void {
  const said = Object.fromEntries(Object.entries(wish).filter(([name, value]) => value !== null && name !== "reference"));
  const shape = wish.width && wish.height ? "own" : null;
  changeWish(key, { ...EMPTY, ...said, shape, words: description, asWritten: asWritten ?? false, reference });
}

export const SHAPES: Record<Exclude<Shape, "own">, { width: number; height: number }> = {
  square: { width: 1024, height: 1024 },
  portrait: { width: 832, height: 1216 },
  landscape: { width: 1216, height: 832 },
};

/** What is asked of the server; a picture that is changed keeps its own size. */
export function wishOf(draft: WishDraft): Wished {
  const size = draft.reference || !draft.shape ? {} : draft.shape === "own" ? { width: draft.width, height: draft.height } : SHAPES[draft.shape];
  const given = {
    ...{ ...size, reference: draft.reference?.id, mask: draft.mask, template: draft.template, negative: draft.negative.trim() },
    ...{ seed: draft.seed, steps: draft.steps, cfg: draft.cfg, denoise: draft.reference ? draft.denoise : null },
  };
  const kept = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined && value !== ""));
  return { description: draft.words.trim(), count: draft.count, as_written: draft.asWritten, ...kept };
}

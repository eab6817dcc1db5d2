import type { Wished } from "@/api/drawings";
import type { Drawing, Variant } from "@/api/types";

/** A picture that another one starts from. */
export type Reference = { id: string; name: string; width: number | null; height: number | null };

/** What the thread does for the pictures in it. */
export type DrawingActs = {
  /** Draws in a further message of the chat. */
  draw: (wish: Wished) => void;
  /** Keeps the picture at this place as the best. */
  pick: (place: number) => void;
  /** Opens the panel for a picture, with this one to start from. */
  refer: (reference: Reference) => void;
  /** Opens the panel with the words as they were, to change them. */
  rephrase: (wish: Wished) => void;
  /** Takes the message with its pictures away; null while it is being made. */
  remove: (() => void) | null;
  isBusy: boolean;
  error: unknown;
};

export const VARIANTS = 4;

/** The picked picture, else the first. */
export const bestOf = ({ variants }: Drawing): Variant | undefined => variants.find((one) => one.is_picked) ?? variants[0];

const numberOf = (value: unknown) => (typeof value === "number" ? value : undefined);

/** The same wish with everything that was chosen for it, and the same seed: the same picture. */
export function sameAgain({ wish, settings, template }: Drawing, variant: Variant): Wished {
  const chosen = { steps: numberOf(settings.steps), cfg: numberOf(settings.cfg), denoise: numberOf(settings.denoise) };
  const kept = Object.fromEntries(Object.entries({ ...chosen, ...wish }).filter(([, value]) => value !== null && value !== undefined));
  return { ...kept, description: wish.description, template, seed: variant.seed, count: 1 };
}

export const varied = (drawing: Drawing, variant: Variant): Wished => ({ ...sameAgain(drawing, variant), seed: null, count: VARIANTS });

export const referenceOf = (variant: Variant, name: string): Reference => ({ id: variant.asset_id, name, width: variant.width, height: variant.height });

/** From the form to an order: what goes, and what is still missing. */
import type { Wished } from "@/api/drawings";
import type { Wish } from "@/api/renders";
import type { FormInput, RenderOptions } from "@/api/types";
import type { Reference } from "./draft";
import { type Format, type Size, sizeOf } from "./sizes";

export type Filled = {
  words: string;
  format: Format | null;
  count: number;
  reference: Reference | null;
  values: Record<string, unknown>;
};

/** Inputs that the form shows by other means, or never. */
const HIDDEN: readonly FormInput["role"][] = ["batch", "filename"];

export const withRole = ({ inputs }: RenderOptions, role: FormInput["role"]) => inputs.find((input) => input.role === role);

export function ownSize(options: RenderOptions): Size | null {
  const [width, height] = [withRole(options, "width")?.default, withRole(options, "height")?.default];
  return typeof width === "number" && typeof height === "number" ? { width, height } : null;
}

/** What else a wish may say; all other settings are chosen for it. */
const WISHED = ["negative", "seed", "steps", "cfg", "denoise"] as const satisfies FormInput["role"][];

export function fineInputs(options: RenderOptions, isWish = false): FormInput[] {
  const main = (["prompt", "width", "height", "image"] as const).map((role) => withRole(options, role)?.name);
  const fine = options.inputs.filter(({ name, role }) => !HIDDEN.includes(role) && !main.includes(name));
  return isWish ? fine.filter(({ role }) => role === "mask" || WISHED.some((one) => one === role)) : fine;
}

/** What the field of an input shows: what was put there, else the default; a seed is drawn unless it is given. */
export function valueOf(input: FormInput, values: Record<string, unknown>): unknown {
  return values[input.name] ?? (input.role === "seed" || input.type === "file" ? null : input.default);
}

export type Lack = "words" | "picture" | "mask";

export function lackOf(options: RenderOptions, { words, reference, values }: Filled): Lack | null {
  if (withRole(options, "prompt") && !words.trim()) return "words";
  const image = withRole(options, "image");
  if (image?.is_required && !reference) return "picture";
  const empty = options.inputs.find((input) => input.type === "file" && input !== image && input.is_required && !values[input.name]);
  if (!empty) return null;
  return empty.role === "mask" ? "mask" : "picture";
}

export function orderOf(options: RenderOptions, filled: Filled): Wish {
  return { template: options.template, count: filled.count, values: valuesOf(options, filled) };
}

/** The same form as a wish: a model makes the prompt of it. */
export function wishOf(options: RenderOptions, { words, format, count, reference, values }: Filled, template: string | null): Wished {
  const own = ownSize(options);
  const size = own && format && !reference ? sizeOf(format, own) : {};
  const given = [...WISHED, "mask" as const].map((role): [string, unknown] => [role, values[withRole(options, role)?.name ?? ""]]);
  const kept = [...given, ["template", template], ["reference", reference?.id]].filter(([, value]) => value !== null && value !== undefined && value !== "");
  return { description: words.trim(), count, ...size, ...(Object.fromEntries(kept) as Partial<Wished>) };
}

/** The size is always said: the gallery keeps the place of the picture by it. */
function valuesOf(options: RenderOptions, { words, format, reference, values }: Filled): Record<string, unknown> {
  const own = ownSize(options);
  const size = own && format ? sizeOf(format, own) : own;
  const main: [FormInput | undefined, unknown][] = [
    [withRole(options, "prompt"), words.trim()],
    [withRole(options, "width"), size?.width],
    [withRole(options, "height"), size?.height],
    [withRole(options, "image"), reference?.id],
  ];
  const fine = fineInputs(options).map((input): [FormInput, unknown] => [input, given(input, values)]);
  return Object.fromEntries([...main, ...fine].flatMap(([input, value]) => (input && value !== undefined && value !== null ? [[input.name, value]] : [])));
}

/** What is offered is always said: the template's own model may be on no server. */
function given(input: FormInput, values: Record<string, unknown>): unknown {
  return values[input.name] ?? (input.choices.length > 0 ? input.default : undefined);
}

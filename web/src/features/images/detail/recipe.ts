/** What made a picture, read from its recipe: the values that were given, and those that the graph had by itself. */
import type { InputRole, PictureDetail, TemplateInfo } from "@/api/types";

export type Ingredient = { name: string; role: InputRole; title: string; value: string | number | boolean };

type Graph = Record<string, { inputs?: Record<string, unknown> }>;

const isPlain = (value: unknown): value is Ingredient["value"] => ["string", "number", "boolean"].includes(typeof value);

/** Without its template a recipe still has the values by name. */
export function ingredientsOf({ recipe }: PictureDetail, template: TemplateInfo | undefined): Ingredient[] {
  const values = (recipe.values ?? {}) as Record<string, unknown>;
  const graph = (recipe.graph ?? {}) as Graph;
  if (!template) {
    return Object.entries(values).flatMap(([name, value]) => (isPlain(value) ? [{ name, role: roleNamed(name), title: "", value }] : []));
  }
  return template.inputs.flatMap(({ name, role, title, places }) => {
    const place = places[0];
    const value = values[name] ?? (place && graph[place.node]?.inputs?.[place.input]);
    return isPlain(value) ? [{ name, role, title, value }] : [];
  });
}

const NAMED: readonly InputRole[] = ["prompt", "negative", "seed", "steps", "cfg", "sampler", "scheduler", "denoise", "width", "height", "checkpoint", "diffusion_model", "lora", "lora_strength"];
const roleNamed = (name: string): InputRole => NAMED.find((role) => role === name) ?? "other";

export const valueWith = (ingredients: Ingredient[], role: InputRole) => ingredients.find((one) => one.role === role)?.value;

/** A file of a model without its folder and its ending. */
export const modelName = (file: unknown) =>
  typeof file === "string" ? (file.split(/[\\/]/).at(-1) ?? file).replace(/\.(safetensors|sft|ckpt|pth?|gguf|bin)$/i, "") : null;

/** Digits by fours can be read aloud. */
export const seedInWords = (seed: string | number) => String(seed).replaceAll(/(\d)(?=(\d{4})+$)/g, "$1 ");

export const textOf = (value: unknown) => (typeof value === "string" && value ? value : null);
export const numberOf = (value: unknown) => (typeof value === "number" ? value : null);

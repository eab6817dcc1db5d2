import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { InputRole, PictureDetail, TemplateInfo } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { useInputName } from "@/ui/inputs/input-name";
import { useTemplateName } from "@/ui/inputs/template-name";
import { CopyButton } from "@/ui/controls/copy-button";
import classes from "./detail.module.css";
import { type Ingredient, modelName, numberOf, seedInWords, valueWith } from "./recipe";

/** Roles that have rows of their own, or none. */
const TOLD: readonly InputRole[] = [
  ...(["prompt", "negative", "seed", "steps", "cfg", "guidance", "sampler", "scheduler", "width", "height", "batch"] as const),
  ...(["checkpoint", "diffusion_model", "lora", "lora_strength", "lora_clip_strength", "filename", "image", "mask"] as const),
];

type Props = { picture: PictureDetail; ingredients: Ingredient[]; template: TemplateInfo | undefined };

/** The recipe as pairs of words; what the template adds of its own comes last. */
export function RecipeRows({ picture, ingredients, template }: Props) {
  const { t } = useTranslation();
  const nameOf = useInputName();
  const isPlain = ({ role, value }: Ingredient) => role === "denoise" && value === 1;
  const rest = ingredients.filter((one) => !TOLD.includes(one.role) && one.value !== "" && !isPlain(one));
  const told = useTold(picture, ingredients);
  return (
    <dl className={classes.pairs}>
      <Pair name={t("images.template")}>
        <TemplateName picture={picture} template={template} />
      </Pair>
      {told.map(([name, value]) => (value ? <Pair key={name} name={name}>{value}</Pair> : null))}
      {rest.map((one) => (
        <Pair key={one.name} name={nameOf(one)}>
          {modelName(one.value) ?? String(one.value)}
        </Pair>
      ))}
    </dl>
  );
}

function useTold(picture: PictureDetail, ingredients: Ingredient[]): [string, ReactNode][] {
  const { t } = useTranslation();
  const format = useFormat();
  const of = (role: InputRole) => valueWith(ingredients, role);
  const exact = (value: unknown) => (numberOf(value) === null ? null : format.exact(numberOf(value) ?? 0));
  const several = (...values: unknown[]) => values.filter(Boolean).join(", ");
  const seed = picture.seed ?? of("seed");
  const loras = ingredients.filter(({ role }) => role === "lora").map(({ value }) => modelName(value));
  return [
    [t("images.model"), modelName(of("checkpoint") ?? of("diffusion_model"))],
    ["LoRA", several(...loras, exact(of("lora_strength")))],
    [t("images.size"), picture.width && picture.height ? `${picture.width} × ${picture.height}` : null],
    [t("images.stepsAndStrength"), several(exact(of("steps")), exact(of("cfg") ?? of("guidance")))],
    [t("images.sampler"), several(of("sampler"), of("scheduler"))],
    [
      t("images.seed"),
      seed === undefined ? null : (
        <>
          <span className="mono">{seedInWords(String(seed))}</span>
          <CopyButton text={String(seed)} label={t("images.copySeed")} />
        </>
      ),
    ],
  ];
}

function TemplateName({ picture, template }: { picture: PictureDetail; template: TemplateInfo | undefined }) {
  const { t } = useTranslation();
  const revision = numberOf(picture.recipe.revision) ?? 1;
  const name = useTemplateName()(template?.id ?? picture.template, template?.name ?? picture.template_name);
  const shown = [name || t("images.noTemplate"), revision > 1 ? t("images.revision", { number: revision }) : null].filter(Boolean).join(", ");
  if (!template) return shown;
  return (
    <Link to="/library/templates/$template" params={{ template: template.id }} className="link">
      {shown}
    </Link>
  );
}

function Pair({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

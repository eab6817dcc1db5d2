import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { Drawing, InputRole, Variant } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { CopyButton } from "@/ui/controls/copy-button";
import { useTemplateName } from "../inputs/template-name";
import classes from "./drawing.module.css";

const ROLES: readonly InputRole[] = [
  ...(["steps", "cfg", "guidance", "sampler", "scheduler", "denoise", "checkpoint", "diffusion_model", "text_encoder", "vae"] as const),
  ...(["lora", "lora_strength", "lora_clip_strength", "control_net", "upscale_model"] as const),
];
const SIZES = ["width", "height"];

/** Everything that made a picture beside its words. */
export function DrawingSettings({ drawing, variant }: { drawing: Drawing; variant: Variant | undefined }) {
  const { t } = useTranslation();
  const rows = useRows(drawing, variant);
  return (
    <>
      <dl className={classes.pairs}>
        {rows.map(([title, value]) => (
          <Fragment key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
        {typeof variant?.seed === "number" ? <Seed seed={variant.seed} /> : null}
      </dl>
      {variant?.demo ? <p className={classes.noted}>{t("images.demoMade")}</p> : null}
    </>
  );
}

function Seed({ seed }: { seed: number }) {
  const { t } = useTranslation();
  return (
    <>
      <dt>{t("images.seed")}</dt>
      <dd className={classes.seed}>
        <span className="mono">{seed}</span>
        <CopyButton text={String(seed)} label={t("images.copySeed")} />
      </dd>
    </>
  );
}

function useRows({ template: id, template_name, revision, settings }: Drawing, variant: Variant | undefined): [string, string][] {
  const { t } = useTranslation();
  const format = useFormat();
  const template = useTemplateName()(id, template_name);
  const name = (key: string) => {
    const role = ROLES.find((one) => one === key);
    return role ? t(`inputs.role.${role}`) : key.replaceAll("_", " ");
  };
  const shown = (value: unknown) => (typeof value === "number" ? format.exact(value) : fileName(String(value)));
  const rows: [string, string | null | undefined][] = [
    [t("images.template"), revision > 1 ? `${template}, ${t("images.revision", { number: revision })}` : template],
    [t("images.size"), variant?.width && variant.height ? `${variant.width} × ${variant.height}` : null],
    ...Object.entries(settings).map(([key, value]): [string, string | null] => [name(key), SIZES.includes(key) ? null : shown(value)]),
    [t("drawing.server"), variant?.server],
  ];
  return rows.filter((row): row is [string, string] => Boolean(row[1]));
}

/** A file of a model without its folder and its ending. */
const fileName = (file: string) => (file.split(/[\\/]/).at(-1) ?? file).replace(/\.(safetensors|sft|ckpt|pth?|gguf|bin)$/i, "");

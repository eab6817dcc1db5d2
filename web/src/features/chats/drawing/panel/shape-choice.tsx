import { SegmentedControl } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { NumberField } from "@/ui/inputs/number-field";
import classes from "./panel.module.css";
import { changeWish, type Shape, SHAPES, useWishDraft } from "./wish-draft";

const CHOICES = ["square", "portrait", "landscape", "own"] as const satisfies Shape[];
const [LEAST, MOST] = [64, 4096];

/** The shape of the picture; until one is chosen it is the template's own. */
export function ShapeChoice({ draftKey }: { draftKey: string }) {
  const { t } = useTranslation();
  const { shape, width, height } = useWishDraft(draftKey);
  const id = useId();
  const choose = (value: string) => {
    const next = CHOICES.find((one) => one === value) ?? null;
    const size = next === "own" || next === null ? { width: width ?? SHAPES.square.width, height: height ?? SHAPES.square.height } : SHAPES[next];
    changeWish(draftKey, { shape: next, ...size });
  };
  const side = (name: "width" | "height", value: number | null) => (
    <NumberField
      className={classes.side ?? ""}
      aria-label={t(`inputs.role.${name}`)}
      min={LEAST}
      max={MOST}
      step={64}
      value={value}
      onChange={(next) => changeWish(draftKey, { [name]: next })}
    />
  );
  return (
    <div className={classes.field}>
      <span id={id} className="label">
        {t("images.format")}
      </span>
      <div className={classes.row}>
        <SegmentedControl
          aria-labelledby={id}
          className={classes.shapes ?? ""}
          data={[{ value: "auto", label: t("drawing.shape.auto") }, ...CHOICES.map((value) => ({ value, label: t(`drawing.shape.${value}`) }))]}
          value={shape ?? "auto"}
          onChange={choose}
        />
        {shape === "own" ? (
          <span className={classes.sides}>
            {side("width", width)} × {side("height", height)}
          </span>
        ) : null}
      </div>
    </div>
  );
}

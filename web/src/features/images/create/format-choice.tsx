import { useId } from "react";
import { useTranslation } from "react-i18next";
import classes from "./create.module.css";
import { change, useDraft } from "./draft";
import { FORMATS, type Format, formatOf, type Size, sizeOf } from "./sizes";

const MARK = 19;

/** The shape of the picture, each drawn as it is. */
export function FormatChoice({ own }: { own: Size }) {
  const { t } = useTranslation();
  const format = useDraft((draft) => draft.format);
  const id = useId();
  const chosen = format ?? formatOf(own);
  const size = format ? sizeOf(format, own) : own;
  return (
    <fieldset className={classes.formats}>
      <legend className={classes.named}>
        <span className="label">{t("images.format")}</span>
        <span className="caption tnum">{`${size.width} × ${size.height}`}</span>
      </legend>
      <div className={classes.sizes}>
        {FORMATS.map((one) => (
          <label key={one} className={classes.size}>
            <input type="radio" name={id} className="hidden-words" checked={one === chosen} onChange={() => change({ format: one })} />
            <i style={shapeOf(one)} />
            {one}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function shapeOf(format: Format) {
  const { width, height } = sizeOf(format);
  const scale = MARK / Math.sqrt(width * height) / 1.06;
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

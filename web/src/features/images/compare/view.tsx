import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Picture } from "@/api/types";
import classes from "./compare.module.css";
import { ratioOf } from "./ratio";
import { Slider } from "./slider";

export const MODES = ["slider", "beside", "blink"] as const;
export type Mode = (typeof MODES)[number];

const BLINK_MS = 900;

type Props = { one: Picture; other: Picture; mode: Mode };

export function View({ one, other, mode }: Props) {
  switch (mode) {
    case "slider":
      return <Slider one={one} other={other} />;
    case "beside":
      return <Beside one={one} other={other} />;
    case "blink":
      return <Blink one={one} other={other} />;
  }
}

function Beside({ one, other }: Omit<Props, "mode">) {
  return (
    <div className={classes.beside}>
      {[one, other].map((picture, index) => (
        <figure key={picture.id}>
          <img src={picture.url} alt={picture.title} width={picture.width ?? undefined} height={picture.height ?? undefined} />
          <figcaption className={classes.tag}>{"AB"[index]}</figcaption>
        </figure>
      ))}
    </div>
  );
}

/** Both in turn at one place; a press of the picture turns it by hand, and who wants no motion only has that. */
function Blink({ one, other }: Omit<Props, "mode">) {
  const { t } = useTranslation();
  const [isOther, setOther] = useState(false);
  const [isHeld, setHeld] = useState(() => matchMedia("(prefers-reduced-motion: reduce)").matches);
  useEffect(() => {
    if (isHeld) return;
    const timer = setInterval(() => setOther((before) => !before), BLINK_MS);
    return () => clearInterval(timer);
  }, [isHeld]);
  const turn = () => {
    setHeld(true);
    setOther(!isOther);
  };
  const shown = isOther ? other : one;
  return (
    <>
      <button type="button" className={classes.single} aria-label={t("images.turn")} onClick={turn} style={{ "--ratio": ratioOf(one) }}>
        <img src={one.url} alt="" hidden={isOther} />
        <img src={other.url} alt="" hidden={!isOther} />
        <span className={classes.tag}>{`${isOther ? "B" : "A"}, ${shown.title}`}</span>
      </button>
      <p className={classes.keys}>{t("images.turnHint")}</p>
    </>
  );
}

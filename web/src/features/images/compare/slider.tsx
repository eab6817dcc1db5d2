import { IconArrowsLeftRight } from "@tabler/icons-react";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { Trans, useTranslation } from "react-i18next";
import type { Picture } from "@/api/types";
import classes from "./compare.module.css";
import { ratioOf } from "./ratio";

type Props = { one: Picture; other: Picture };

const clamped = (share: number) => Math.min(100, Math.max(0, share));

/** One over the other, parted by a line: dragged, or moved by arrows, ten times as far with Shift. */
export function Slider({ one, other }: Props) {
  const { t } = useTranslation();
  const [at, setAt] = useState(50);
  const frame = useRef<HTMLDivElement>(null);
  const follow = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (box && box.width > 0) setAt(clamped(((event.clientX - box.left) / box.width) * 100));
  };
  const grip = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    follow(event);
  };
  const press = (event: KeyboardEvent) => {
    const size = event.shiftKey ? 10 : 1;
    const next = { ArrowLeft: at - size, ArrowRight: at + size, ArrowDown: at - size, ArrowUp: at + size, Home: 0, End: 100, " ": 100 - at }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setAt(clamped(next));
  };
  return (
    <>
      <div
        ref={frame}
        className={classes.single}
        style={{ "--ratio": ratioOf(one), "--at": `${at}%` }}
        onPointerDown={grip}
        onPointerMove={(event) => (event.currentTarget.hasPointerCapture(event.pointerId) ? follow(event) : undefined)}
      >
        <img src={other.url} alt={other.title} draggable={false} />
        <img src={one.url} alt={one.title} draggable={false} className={classes.upper} />
        <span className={classes.tag}>{`A, ${one.title}`}</span>
        <span className={classes.tag} data-right>{`B, ${other.title}`}</span>
        <span className={classes.parting} aria-hidden="true" />
        <span
          className={classes.grip}
          role="slider"
          tabIndex={0}
          aria-label={t("images.line")}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(at)}
          onKeyDown={press}
        >
          <IconArrowsLeftRight />
        </span>
      </div>
      <p className={`${classes.keys} no-phone`}>
        <Trans i18nKey="images.lineKeys" components={{ b: <b /> }} />
      </p>
    </>
  );
}

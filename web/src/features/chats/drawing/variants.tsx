import { ActionIcon } from "@mantine/core";
import { IconArrowsMaximize, IconCheck } from "@tabler/icons-react";
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { thumbnailOf } from "@/api/assets";
import type { Drawing, Variant } from "@/api/types";
import { bestOf, type DrawingActs } from "./acts";
import classes from "./drawing.module.css";
import { Tools } from "./tools";

const LargeView = lazy(() => import("./large/large-view").then((large) => ({ default: large.LargeView })));

type Props = {
  drawing: Drawing;
  /** How many are still to come: their places are kept, so that nothing jumps. */
  awaited: number;
  acts: DrawingActs;
  isFrozen: boolean;
  branches: ReactNode;
};

/** The pictures of a wish in one row; the picked one is marked and the others stay. */
export function Variants({ drawing, awaited, acts, isFrozen, branches }: Props) {
  const [open, setOpen] = useState<number | null>(null);
  const best = bestOf(drawing);
  if (!best) return null;
  const isOne = drawing.variants.length + awaited === 1;
  return (
    <>
      {isOne ? <Single drawing={drawing} variant={best} onOpen={() => setOpen(best.place)} /> : <Strip drawing={drawing} awaited={awaited} isFrozen={isFrozen} onPick={acts.pick} onOpen={setOpen} />}
      <Tools drawing={drawing} variant={best} acts={acts} isFrozen={isFrozen} branches={branches} onOpen={() => setOpen(best.place)} />
      <Suspense fallback={null}>
        {open === null ? null : <LargeView drawing={drawing} place={open} acts={acts} isFrozen={isFrozen} onGo={setOpen} onClose={() => setOpen(null)} />}
      </Suspense>
    </>
  );
}

function Single({ drawing, variant, onOpen }: { drawing: Drawing; variant: Variant; onOpen: () => void }) {
  const { t } = useTranslation();
  const { width, height } = variant;
  return (
    <button type="button" className={classes.single} style={{ "--ratio": width && height ? width / height : 1 }} aria-label={t("drawing.enlarge", { number: 1 })} onClick={onOpen}>
      <img src={thumbnailOf(variant.asset_id, 1024)} alt={drawing.wish.description} />
    </button>
  );
}

const WAYS: Record<string, number | undefined> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

type StripProps = { drawing: Drawing; awaited: number; isFrozen: boolean; onPick: (place: number) => void; onOpen: (place: number) => void };

/** Arrows move, Enter and Space pick. */
function Strip({ drawing, awaited, isFrozen, onPick, onOpen }: StripProps) {
  const { t } = useTranslation();
  const { variants } = drawing;
  const [focused, setFocused] = useState<number | null>(null);
  const current = focused ?? bestOf(drawing)?.place;
  const walk = (event: KeyboardEvent<HTMLElement>) => {
    const way = WAYS[event.key];
    if (!way) return;
    event.preventDefault();
    const radios = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=radio]")];
    radios[(radios.findIndex((one) => one === document.activeElement) + way + radios.length) % radios.length]?.focus();
  };
  return (
    <div className={classes.strip} role="radiogroup" tabIndex={-1} aria-label={t("images.variantsOf")} onKeyDown={walk}>
      {variants.map((variant, index) => (
        <div key={variant.picture_id} className={classes.tile} data-picked={variant.is_picked || undefined}>
          <button
            type="button"
            role="radio"
            aria-checked={variant.is_picked}
            aria-label={t("images.variant", { number: index + 1 })}
            tabIndex={variant.place === current ? 0 : -1}
            disabled={isFrozen}
            onFocus={() => setFocused(variant.place)}
            onClick={() => onPick(variant.place)}
            onDoubleClick={() => onOpen(variant.place)}
          >
            <img src={thumbnailOf(variant.asset_id)} alt="" />
            {variant.is_picked ? (
              <span className={classes.tick}>
                <IconCheck className="small" />
              </span>
            ) : null}
          </button>
          <ActionIcon className={classes.enlarge ?? ""} size="sm" tabIndex={variant.place === current ? 0 : -1} aria-label={t("drawing.enlarge", { number: index + 1 })} title={t("drawing.enlarge", { number: index + 1 })} onClick={() => onOpen(variant.place)}>
            <IconArrowsMaximize className="small" />
          </ActionIcon>
        </div>
      ))}
      {Array.from({ length: awaited }, (_, index) => (
        <span key={index} className={classes.awaited} />
      ))}
    </div>
  );
}

/** Where the focus goes when pictures are thrown away, and with them the place where it was. */
import { useEffect, useEffectEvent, useRef } from "react";
import type { Shown } from "./shown";

let isLost = false;

/** Pictures were thrown away: whatever stands in their place takes the focus. */
export const loseThePlace = () => {
  isLost = true;
};

/** Looks for a place whenever `what` has changed, once something was thrown away. */
export function useGoOn(what: unknown, find: () => HTMLElement | null | undefined): void {
  const goOn = useEffectEvent(() => {
    if (!isLost) return;
    const place = find();
    if (!place) return;
    isLost = false;
    place.focus({ preventScroll: true });
  });
  useEffect(() => goOn(), [what]);
}

/** In a list: at the next that is still there, or else at the last. */
export function useGoOnInList(shown: Shown[], at: number, go: (index: number) => void): void {
  const before = useRef(shown);
  const goOn = useEffectEvent(() => {
    const left = new Set(shown.map(idOf));
    const stands = (one: Shown) => left.has(idOf(one));
    const hasGone = !before.current.every(stands);
    const next = before.current.slice(0, at).filter(stands).length;
    before.current = shown;
    if (!isLost || !hasGone) return;
    isLost = false;
    go(Math.min(next, shown.length - 1));
  });
  useEffect(() => goOn(), [shown]);
}

const idOf = ({ key, picture }: Shown) => picture?.id ?? key;

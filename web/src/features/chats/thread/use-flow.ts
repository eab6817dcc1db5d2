/** A long column of which only what is near the view stands in the page. What is being read stays where it is,
 * whatever comes before it, grows or is measured; whoever is at the end stays at the end. */
import { useCallback, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import { carried, type Item, type Stretch, stretchAt, topOf, totalOf } from "./stretch";

/** An item and where its top is seen, or the end whatever it is. */
export type Place = { key: string; offset: number } | "end";

type Near = { onTop: () => void; onBottom: () => void; hasLater: boolean };

/** Where nothing can be measured. */
const GUESSED_VIEW = 900;
const END_PX = 32;
/** In views: what has to be ready at least, and when the next page is wanted. The nearer the first is to what is made
 * ready at once, the fewer rows come with one frame. */
const COVER = 0.85;
const WANTED = 2;

export function useFlow(items: Item[], opening: Place, near: Near) {
  const scroller = useRef<HTMLDivElement>(null);
  const column = useRef<HTMLDivElement>(null);
  const known = useRef(new Map<string, number>());
  const place = useRef<Place>(opening);
  const lastTop = useRef(0);
  const width = useRef(0);
  const [stretch, setStretch] = useState<Stretch>(() => stretchFor(items, new Map(), opening, null));
  const [isAtEnd, setAtEnd] = useState(opening === "end");
  const shown = carried(stretch, items);

  const settle = useEffectEvent(() => {
    const box = scroller.current;
    const lane = column.current;
    if (!box || !lane) return;
    // Lines break elsewhere when the width has changed: what is not in the page has to be guessed again.
    if (lane.clientWidth !== width.current && width.current > 0) known.current.clear();
    width.current = lane.clientWidth;
    measure(lane, known.current);
    restore(box, lane, items, known.current, place.current);
    lastTop.current = box.scrollTop;
    if (stretch.of !== items || !isCovered(box, lane, shown)) setStretch(orSame(stretchFor(items, known.current, place.current, box)));
    if (box.scrollTop < WANTED * box.clientHeight) near.onTop();
  });
  useLayoutEffect(() => settle(), [items, stretch]);
  useEffect(() => {
    if (!column.current || !scroller.current) return;
    const follow = new ResizeObserver(() => settle());
    follow.observe(column.current);
    follow.observe(scroller.current);
    return () => follow.disconnect();
  }, []);

  const onScroll = useCallback(() => {
    const box = scroller.current;
    const lane = column.current;
    if (!box || !lane) return;
    const left = box.scrollHeight - box.clientHeight - box.scrollTop;
    place.current = placeAfter(place.current, { box, lane, left, wentUp: box.scrollTop < lastTop.current - 1, hasEnd: !near.hasLater });
    lastTop.current = box.scrollTop;
    setAtEnd(place.current === "end");
    if (!isCovered(box, lane, shown)) setStretch(orSame(stretchFor(items, known.current, place.current, box)));
    if (box.scrollTop < WANTED * box.clientHeight) near.onTop();
    if (left < WANTED * box.clientHeight) near.onBottom();
  }, [items, near, shown]);

  const goTo = useCallback(
    (to: Place) => {
      place.current = to;
      setAtEnd(to === "end");
      setStretch(stretchFor(items, known.current, to, null));
    },
    [items],
  );
  return { scroller, column, shown, onScroll, isAtEnd, goTo };
}

/** Nothing is drawn anew for a stretch that is the same. */
const orSame = (next: Stretch) => (before: Stretch) =>
  next.of === before.of && next.from === before.from && next.to === before.to && next.before === before.before && next.after === before.after ? before : next;

type Moved = { box: HTMLElement; lane: HTMLElement; left: number; wentUp: boolean; hasEnd: boolean };

/** Growing text moves the end away without anybody scrolling: only who goes up leaves it. */
function placeAfter(before: Place, { box, lane, left, wentUp, hasEnd }: Moved): Place {
  if (left < END_PX && !wentUp && hasEnd) return "end";
  return before === "end" && !wentUp ? before : (seenFirst(box, lane) ?? before);
}

const viewOf = (box: HTMLElement | null) => (box && box.clientHeight > 0 ? box.clientHeight : GUESSED_VIEW);

function stretchFor(items: Item[], known: ReadonlyMap<string, number>, place: Place, box: HTMLElement | null): Stretch {
  const view = viewOf(box);
  if (place === "end") return stretchAt(items, known, totalOf(items, known) - view, view);
  const top = topOf(items, known, place.key);
  return stretchAt(items, known, top === null ? (box?.scrollTop ?? 0) : top - place.offset, view);
}

const rowsOf = (lane: HTMLElement) =>
  Array.from(lane.children).filter((row): row is HTMLElement => row instanceof HTMLElement && row.dataset.key !== undefined);

function measure(lane: HTMLElement, known: Map<string, number>): void {
  for (const row of rowsOf(lane)) {
    const { height } = row.getBoundingClientRect();
    if (height > 0 && row.dataset.key) known.set(row.dataset.key, height);
  }
}

function restore(box: HTMLElement, lane: HTMLElement, items: Item[], known: ReadonlyMap<string, number>, place: Place): void {
  if (place === "end") {
    box.scrollTop = box.scrollHeight;
    return;
  }
  const row = rowsOf(lane).find((one) => one.dataset.key === place.key);
  if (row) {
    const moved = row.getBoundingClientRect().top - box.getBoundingClientRect().top - place.offset;
    if (Math.abs(moved) > 0.5) box.scrollTop += moved;
    return;
  }
  const top = topOf(items, known, place.key);
  if (top !== null) box.scrollTop = top - place.offset;
}

/** Whether all that may be seen next stands in the page. */
function isCovered(box: HTMLElement, lane: HTMLElement, { from, to, of }: Stretch): boolean {
  const rows = rowsOf(lane);
  const [first] = rows;
  const last = rows.at(-1);
  if (!first || !last) return of.length === 0;
  const seen = box.getBoundingClientRect();
  const slack = COVER * seen.height;
  const isAbove = from === 0 || first.getBoundingClientRect().top <= seen.top - slack;
  const isBelow = to === of.length || last.getBoundingClientRect().bottom >= seen.bottom + slack;
  return isAbove && isBelow;
}

function seenFirst(box: HTMLElement, lane: HTMLElement): Place | null {
  const { top } = box.getBoundingClientRect();
  for (const row of rowsOf(lane)) {
    const rect = row.getBoundingClientRect();
    if (rect.bottom > top + 1 && row.dataset.key) return { key: row.dataset.key, offset: rect.top - top };
  }
  return null;
}

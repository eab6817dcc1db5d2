/** Moving rows of a list: by the grip with a pointer, by Alt and the arrows with the keyboard. */
import { type KeyboardEvent, type PointerEvent, useState } from "react";

/** `heights`: of the rows that can be passed, as they were when the row was taken. */
type Drag = { id: string; from: number; to: number; began: number; by: number; heights: number[] };

/** `ids`: what can be moved, in the order of now. */
export function useOrder(ids: string[], move: (id: string, place: number) => void) {
  const [drag, setDrag] = useState<Drag | null>(null);

  const grip = (id: string) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const from = ids.indexOf(id);
      setDrag({ id, from, to: from, began: event.clientY, by: 0, heights: heightsAround(event.currentTarget, ids.length) });
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) =>
      setDrag((before) => before && { ...before, by: event.clientY - before.began, to: placeUnder(before, event.clientY - before.began) }),
    onPointerUp: () => {
      if (drag && drag.to !== drag.from) move(drag.id, drag.to);
      setDrag(null);
    },
    onPointerCancel: () => setDrag(null),
  });

  const onKeyDown = (id: string) => (event: KeyboardEvent<HTMLElement>) => {
    const step = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : undefined;
    if (!step) return;
    event.preventDefault();
    const place = ids.indexOf(id) + step;
    if (place >= 0 && place < ids.length) move(id, place);
  };

  /** Where a row stands while another is carried over it. */
  const look = (id: string, index: number) => {
    if (!drag) return {};
    if (drag.id === id) return { "data-carried": true, style: { "--by": `${drag.by}px` } };
    const passed = index > drag.from && index <= drag.to ? -1 : index < drag.from && index >= drag.to ? 1 : 0;
    return { style: { "--by": `${passed * (drag.heights[drag.from] ?? 0)}px` } };
  };

  return { grip, onKeyDown, look, isCarrying: drag !== null };
}

function heightsAround(grip: HTMLElement, count: number): number[] {
  const rows = Array.from(grip.closest("ul")?.children ?? []).slice(0, count) as HTMLElement[];
  return rows.map((row) => row.offsetHeight);
}

/** The last place whose middle the carried row has passed. */
function placeUnder({ from, heights }: Drag, by: number): number {
  let rest = Math.abs(by);
  let place = from;
  const step = by < 0 ? -1 : 1;
  for (let next = from + step; next >= 0 && next < heights.length; next += step) {
    const height = heights[next] ?? 0;
    if (rest < height / 2) break;
    rest -= height;
    place = next;
  }
  return place;
}

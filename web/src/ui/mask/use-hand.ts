import { type KeyboardEvent, type PointerEvent, type RefObject, useRef, useState } from "react";
import type { Point, Tool } from "./strokes";
import type { Painting } from "./use-painting";

type Place = { x: number; y: number };
type Hold = { zoom: number; onZoom: (zoom: number) => void; sheet: RefObject<HTMLDivElement | null> };

/** Mouse, pen, fingers and keys over the canvas: one paints, two fingers move and enlarge. */
export function useHand(painting: Painting, tool: Tool, size: number, { zoom, onZoom, sheet }: Hold) {
  const [cursor, setCursor] = useState<Place | null>(null);
  const fingers = useRef(new Map<number, Place>());
  const keyDown = useRef(false);

  const down = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.button !== 0 && event.pointerType === "mouse") return;
    fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    event.currentTarget.setPointerCapture(event.pointerId);
    keyDown.current = false;
    if (fingers.current.size > 1) painting.drop();
    else painting.begin(tool, size, pointOf(event));
    setCursor(pointOf(event));
  };
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    setCursor(event.pointerType === "touch" ? null : pointOf(event));
    if (fingers.current.size > 1) slide(event);
    if (!fingers.current.has(event.pointerId) || !painting.isPainting()) return;
    const all = event.nativeEvent.getCoalescedEvents();
    painting.go((all.length > 0 ? all : [event.nativeEvent]).map((one) => pointOn(event.currentTarget, one)));
  };
  const up = (event: PointerEvent<HTMLCanvasElement>) => {
    fingers.current.delete(event.pointerId);
    if (painting.isPainting()) painting.end();
  };
  const slide = (event: PointerEvent<HTMLCanvasElement>) => {
    const before = fingers.current.get(event.pointerId);
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    const now = { x: event.clientX, y: event.clientY };
    if (!before || !other) return;
    sheet.current?.scrollBy(before.x - now.x, before.y - now.y);
    onZoom((zoom * distance(now, other)) / Math.max(1, distance(before, other)));
    fingers.current.set(event.pointerId, now);
  };
  const dip = (at: Place) => {
    if (painting.isPainting()) painting.end();
    else painting.begin(tool, size, { ...at, weight: 1 });
    keyDown.current = painting.isPainting();
  };
  /** Arrows lead the brush, Space puts it down and takes it up. */
  const press = (event: KeyboardEvent<HTMLCanvasElement>) => {
    const { width, height } = event.currentTarget;
    const from = cursor ?? { x: width / 2, y: height / 2 };
    const way = WAYS[event.key];
    if (event.key === " ") dip(from);
    if (event.key !== " " && !way) return;
    event.preventDefault();
    const step = (event.shiftKey ? 2 : 0.25) * size;
    const to = way ? { x: clamp(from.x + way.x * step, width), y: clamp(from.y + way.y * step, height) } : from;
    setCursor(to);
    if (keyDown.current) painting.go([{ ...to, weight: 1 }]);
  };
  const leave = () => {
    if (keyDown.current && painting.isPainting()) painting.end();
    keyDown.current = false;
    setCursor(null);
  };
  return {
    cursor,
    hand: { onPointerDown: down, onPointerMove: move, onPointerUp: up, onPointerCancel: up, onPointerLeave: () => setCursor(null), onKeyDown: press, onBlur: leave },
  };
}

const WAYS: Record<string, Place | undefined> = { ArrowLeft: { x: -1, y: 0 }, ArrowRight: { x: 1, y: 0 }, ArrowUp: { x: 0, y: -1 }, ArrowDown: { x: 0, y: 1 } };
const clamp = (value: number, most: number) => Math.min(most, Math.max(0, value));
const distance = (one: Place, other: Place) => Math.hypot(one.x - other.x, one.y - other.y);

const pointOf = (event: PointerEvent<HTMLCanvasElement>) => pointOn(event.currentTarget, event.nativeEvent);

/** Where on the picture, in its own pixels. */
function pointOn(canvas: HTMLCanvasElement, { clientX, clientY, pointerType, pressure }: globalThis.PointerEvent): Point {
  const box = canvas.getBoundingClientRect();
  const weight = pointerType === "pen" && pressure > 0 ? 0.3 + 0.7 * pressure : 1;
  return { x: ((clientX - box.left) * canvas.width) / (box.width || 1), y: ((clientY - box.top) * canvas.height) / (box.height || 1), weight };
}

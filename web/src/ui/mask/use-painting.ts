import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { markOf, readMask } from "./marking";
import { added, type History, markedShare, nothingPainted, paint, type Point, redone, repaint, type Stroke, type Tool, undone } from "./strokes";

/** The painting on a canvas: a stroke under the hand, and those that stand; it goes on with an earlier mask. */
export function usePainting(canvas: RefObject<HTMLCanvasElement | null>, mask: string | null) {
  const earlier = useEarlier(mask);
  const [history, setHistory] = useState<History>(nothingPainted);
  const [share, setShare] = useState(0);
  const mark = useRef<CanvasPattern | string | null>(null);
  const current = useRef<Extract<Stroke, { points: Point[] }> | null>(null);

  const context = useCallback(() => {
    const on = canvas.current?.getContext("2d") ?? null;
    if (on) on.fillStyle = on.strokeStyle = mark.current ??= markOf(on);
    return on;
  }, [canvas]);

  useLayoutEffect(() => {
    const on = context();
    if (!on) return;
    repaint(on, history.done, earlier);
    setShare(markedShare(on.canvas));
  }, [context, history, earlier]);

  const begin = (tool: Tool, size: number, point: Point) => {
    current.current = { tool, size, points: [] };
    go([point]);
  };
  const go = (points: Point[]) => {
    const stroke = current.current;
    const on = context();
    if (!stroke) return;
    const from = stroke.points.length;
    stroke.points.push(...points);
    if (!on) return;
    // An outline is filled anew each time; brush and eraser only go on.
    if (stroke.tool === "lasso") repaint(on, [...history.done, stroke], earlier);
    else paint(on, stroke, from);
  };
  const end = () => {
    const stroke = current.current;
    current.current = null;
    if (stroke) setHistory((now) => added(now, stroke));
  };
  /** A second finger was meant to move the picture, not to paint. */
  const drop = () => {
    current.current = null;
    setHistory((now) => ({ ...now }));
  };
  return {
    share,
    begin,
    go,
    end,
    drop,
    isPainting: () => current.current !== null,
    add: (tool: "invert" | "clear") => setHistory((now) => added(now, { tool })),
    undo: history.done.length > 0 ? () => setHistory(undone) : null,
    redo: history.undone.length > 0 ? () => setHistory(redone) : null,
  };
}

function useEarlier(mask: string | null) {
  const [earlier, setEarlier] = useState<HTMLCanvasElement | null>(null);
  useEffect(() => {
    // A mask that is gone is no reason not to paint another.
    if (mask) readMask(mask).then(setEarlier, () => setEarlier(null));
  }, [mask]);
  return earlier;
}

export type Painting = ReturnType<typeof usePainting>;

import { useEffect, useEffectEvent } from "react";
import type { Tool } from "./strokes";
import type { Painting } from "./use-painting";

type Acts = { painting: Painting; tool: (tool: Tool) => void; size: (way: number) => void; zoom: (way: number) => void };

/** Keys that hold wherever the focus is in the painter. */
export function useKeys({ painting, tool, size, zoom }: Acts): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement && event.target.type !== "range") return;
    const isCommand = event.ctrlKey || event.metaKey;
    const key = `${isCommand ? "^" : ""}${event.shiftKey && isCommand ? "+" : ""}${event.key.toLowerCase()}`;
    const acts: Record<string, (() => void) | null> = {
      b: () => tool("brush"),
      e: () => tool("eraser"),
      l: () => tool("lasso"),
      i: () => painting.add("invert"),
      "[": () => size(-1),
      "]": () => size(1),
      "+": () => zoom(1),
      "=": () => zoom(1),
      "-": () => zoom(-1),
      "^z": painting.undo,
      "^y": painting.redo,
      "^+z": painting.redo,
    };
    const act = acts[key];
    if (act === undefined || event.altKey) return;
    event.preventDefault();
    act?.();
  });
  useEffect(() => {
    const hear = (event: KeyboardEvent) => press(event);
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, []);
}

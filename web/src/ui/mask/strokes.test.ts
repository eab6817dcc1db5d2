import { describe, expect, it } from "vitest";
import { added, nothingPainted, redone, type Stroke, undone } from "./strokes";

const brush = (x: number): Stroke => ({ tool: "brush", size: 10, points: [{ x, y: 0, weight: 1 }] });

describe("what was painted", () => {
  it("is taken back and done again, one stroke at a time", () => {
    const two = added(added(nothingPainted, brush(1)), { tool: "invert" });
    expect(undone(two).done).toEqual([brush(1)]);
    expect(redone(undone(two))).toEqual(two);
    expect(undone(undone(undone(two))).done).toEqual([]);
    expect(redone(two)).toEqual(two);
  });

  it("forgets what was taken back when something else is painted", () => {
    const other = added(undone(added(nothingPainted, brush(1))), brush(2));
    expect(other).toEqual({ done: [brush(2)], undone: [] });
  });

  it("can be cleared and still be taken back", () => {
    const cleared = added(added(nothingPainted, brush(1)), { tool: "clear" });
    expect(undone(cleared).done).toEqual([brush(1)]);
  });
});

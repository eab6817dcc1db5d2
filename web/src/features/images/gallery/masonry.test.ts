import { describe, expect, it } from "vitest";
import { columnsFor, inView, stepFrom, wallOf } from "./masonry";

const frame = { width: 320, columns: 3, gap: 10 };
const wall = wallOf([1, 0.5, 1, 1, 1], frame);

describe("the wall", () => {
  it("puts each picture into the shortest column and keeps its ratio", () => {
    expect(wall.boxes).toEqual([
      { left: 0, top: 0, width: 100, height: 100 },
      { left: 110, top: 0, width: 100, height: 200 },
      { left: 220, top: 0, width: 100, height: 100 },
      { left: 0, top: 110, width: 100, height: 100 },
      { left: 220, top: 110, width: 100, height: 100 },
    ]);
    expect(wall.height).toBe(210);
  });

  it("does not move what stands when more come below", () => {
    expect(wallOf([1, 0.5, 1, 1, 1, 2, 2], frame).boxes.slice(0, 5)).toEqual(wall.boxes);
  });

  it("is empty without pictures", () => {
    expect(wallOf([], frame)).toEqual({ boxes: [], columns: [], height: 0 });
  });

  it("shows only what reaches into the view", () => {
    expect(inView(wall, 105, 400)).toEqual([1, 3, 4]);
    expect(inView(wall, 0, 50)).toEqual([0, 1, 2]);
  });

  it("lays 5,000 pictures out within a frame", () => {
    const ratios = Array.from({ length: 5000 }, (_, index) => 0.6 + (index % 7) / 5);
    const start = performance.now();
    const large = wallOf(ratios, { width: 900, columns: 4, gap: 12 });
    inView(large, 10_000, 12_000);
    expect(performance.now() - start).toBeLessThan(100);
    expect(large.boxes).toHaveLength(5000);
  });

  it("has two columns on a phone and four beside the panel", () => {
    expect([columnsFor(366, 200, 8), columnsFor(856, 200, 12)]).toEqual([2, 4]);
  });
});

describe("the keys", () => {
  it.each([
    [0, "ArrowRight", 1],
    [0, "ArrowLeft", 0],
    [0, "ArrowDown", 3],
    [3, "ArrowUp", 0],
    [4, "ArrowLeft", 1],
    [1, "ArrowDown", 1],
    [2, "Home", 0],
    [2, "End", 4],
  ] as const)("from %i by %s to %i", (from, way, to) => {
    expect(stepFrom(wall, from, way)).toBe(to);
  });
});

import { describe, expect, it } from "vitest";
import { carried, guessed, type Item, stretchAt, topOf } from "./stretch";

const column = (count: number, guess = 100): Item[] => Array.from({ length: count }, (_, at) => ({ key: `k${at}`, guess }));

describe("a stretch of a long column", () => {
  it("holds what is near the view, and the height of the rest", () => {
    const items = column(10_000);
    const shown = stretchAt(items, new Map(), 500_000, 800);
    expect(shown.before + (shown.to - shown.from) * 100 + shown.after).toBe(1_000_000);
    expect(shown.before).toBeLessThanOrEqual(500_000 - 800);
    expect(shown.before + (shown.to - shown.from) * 100).toBeGreaterThanOrEqual(500_000 + 1600);
    expect(shown.to - shown.from).toBeLessThan(40);
  });

  it("reckons with what was measured", () => {
    const items = column(10);
    expect(topOf(items, new Map([["k0", 340]]), "k2")).toBe(440);
    expect(topOf(items, new Map(), "gone")).toBeNull();
  });

  it("is carried along when earlier ones come before it", () => {
    const items = column(20);
    const shown = stretchAt(items, new Map(), 0, 300);
    const earlier = [{ key: "e1", guess: 50 }, { key: "e2", guess: 50 }];
    const next = carried(shown, [...earlier, ...items]);
    expect([next.from, next.to]).toEqual([shown.from + 2, shown.to + 2]);
  });

  it("takes in what comes after its end, and starts anew at the end when all is new", () => {
    const items = column(3);
    const shown = stretchAt(items, new Map(), 0, 900);
    expect(carried(shown, [...items, { key: "new", guess: 80 }]).to).toBe(4);
    const other = Array.from({ length: 30 }, (_, at) => ({ key: `o${at}`, guess: 80 }));
    expect(carried(shown, other)).toMatchObject({ from: 18, to: 30 });
  });

  it("guesses by lines and length", () => {
    expect(guessed("one\ntwo\nthree", 70, 20, 40)).toBe(100);
    expect(guessed("x".repeat(700), 70, 20, 40)).toBe(240);
  });
});

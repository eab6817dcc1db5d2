import { describe, expect, it } from "vitest";
import { fit, lit } from "./match";

describe("fitting", () => {
  it("puts a beginning before a word's beginning before a middle", () => {
    const [start, word, middle] = ["Harbour bell", "Old harbour", "Uncharted"].map((title) => fit("har", title));
    expect(start).toBeGreaterThan(word ?? 0);
    expect(word).toBeGreaterThan(middle ?? 0);
  });

  it("wants every typed word somewhere", () => {
    expect(fit("theme dark", "Theme: Dark")).toBeGreaterThan(0);
    expect(fit("theme blue", "Theme: Dark")).toBe(0);
    expect(fit("night", "Theme: Dark", "night black")).toBeGreaterThan(0);
  });

  it("takes е for ё", () => {
    expect(fit("темная", "Тёмная")).toBeGreaterThan(0);
    expect(lit("темн", "Тёмная")).toEqual([
      { text: "Тёмн", isFound: true },
      { text: "ая", isFound: false },
    ]);
  });
});

it("leaves a title whole where nothing was found", () => {
  expect(lit("x", "Home")).toEqual([{ text: "Home", isFound: false }]);
});

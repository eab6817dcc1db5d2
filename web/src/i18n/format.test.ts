import { describe, expect, it } from "vitest";
import { formatIn } from "./format";

const now = new Date("2025-11-21T12:00:00Z");
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);

describe("times", () => {
  it("are told as people tell them", () => {
    const { ago } = formatIn("en");
    expect([10, 240, 7200, 90_000].map((seconds) => ago(before(seconds), now))).toEqual(["now", "4 minutes ago", "2 hours ago", "yesterday"]);
  });

  it("are told in Russian too", () => {
    const { ago } = formatIn("ru");
    expect([240, 90_000].map((seconds) => ago(before(seconds), now))).toEqual(["4 минуты назад", "вчера"]);
  });

  it("of day are written as the language does", () => {
    const at = new Date(2025, 10, 21, 9, 4);
    expect(formatIn("en-US").time(at).replace(/\s/, " ")).toBe("9:04 AM");
    expect(formatIn("ru").time(at)).toBe("09:04");
  });

  it("become a day when they are long past", () => {
    expect(formatIn("en-GB").ago("2020-03-04T12:00:00Z", now)).toBe("4 March 2020");
  });
});

describe("spans", () => {
  it("have one unit, the one to wait by", () => {
    const { span } = formatIn("en");
    expect([0.2, 20, 240, 7200].map(span)).toEqual(["1 sec", "20 sec", "4 min", "2 hr"]);
    expect(formatIn("ru").span(240)).toBe("4 мин");
  });
});

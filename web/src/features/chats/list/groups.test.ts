import { describe, expect, it } from "vitest";
import { chat } from "@/testing/chats";
import { byTime } from "./groups";

const now = new Date(2025, 10, 20, 15, 0);
const at = (day: number, hour = 12, month = 10) => chat({ id: `${month}-${day}-${hour}`, active_at: new Date(2025, month, day, hour).toISOString() });

describe("chats by time", () => {
  it("stand in spans that people speak of, then by month", () => {
    const groups = byTime([at(20), at(19, 23), at(19, 1), at(15), at(1), at(3, 12, 8), at(1, 12, 8)], now);
    expect(groups.map(({ span, chats }) => [span, chats.length])).toEqual([
      ["today", 1],
      ["yesterday", 2],
      ["week", 1],
      ["month", 1],
      [null, 2],
    ]);
  });
});

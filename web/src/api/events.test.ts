import { describe, expect, it } from "vitest";
import { run } from "@/testing/world";
import { cursorAfter, runAfter, runOf } from "./events";

describe("a run after a frame of its log", () => {
  it("takes what a delta sets and appends", () => {
    const before = run({ live: { text: "The fog ", done: 1 } });
    const after = runAfter(before, { type: "delta", topic: "run:1", seq: 2, rev: 5, set: { done: 2 }, append: { text: "came" } });
    expect(after.live).toEqual({ ...before.live, done: 2, text: "The fog came" });
  });

  it("is replaced by a snapshot", () => {
    const live = run().live;
    const after = runAfter(run({ live: { text: "old" } }), { type: "snapshot", topic: "run:1", seq: 9, rev: 0, live, state: "done" });
    expect(after).toMatchObject({ state: "done", last_seq: 9, live });
  });

  it("only moves on by an event", () => {
    const before = run();
    expect(runAfter(before, { type: "event", topic: "run:1", seq: 8, event: { kind: "run.stage", data: {}, at: "" } })).toEqual({
      ...before,
      last_seq: 8,
    });
  });
});

it("knows where a reader stands", () => {
  expect(cursorAfter({ type: "delta", topic: "run:1", seq: 4, rev: 2 })).toBe("4.2");
  expect(cursorAfter({ type: "news", topic: "runs", data: {} })).toBeNull();
});

it("finds the run in the news of the list", () => {
  const told = run();
  expect(runOf({ type: "news", topic: "runs", data: { run: told } })).toEqual(told);
  expect(runOf({ type: "news", topic: "me", data: { changed: "profile" } })).toBeNull();
});

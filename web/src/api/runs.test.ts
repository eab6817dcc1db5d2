import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { run } from "@/testing/world";
import type { Run } from "./types";
import { activeRuns, finishedRuns, placeRun } from "./runs";

it("does not let a late answer bring a cancelled run back", () => {
  const cache = new QueryClient();
  const running = run({ last_seq: 5 });
  cache.setQueryData(activeRuns.queryKey, [running]);
  cache.setQueryData(finishedRuns.queryKey, []);
  const cancelled = run({ last_seq: 6, state: "cancelled" });

  placeRun(cache, cancelled);
  placeRun(cache, running);

  expect(cache.getQueryData(activeRuns.queryKey)).toEqual([]);
  expect(cache.getQueryData(finishedRuns.queryKey)).toEqual([cancelled]);
});

it("keeps what a run made when an answer does not tell of it", () => {
  const cache = new QueryClient();
  const made = { picture_id: "p1", thumbnail_url: null, pictures: 1 };
  const done = run({ state: "done", made });
  cache.setQueryData(activeRuns.queryKey, []);
  cache.setQueryData(finishedRuns.queryKey, [done]);
  const answered: Partial<typeof done> & Run = { ...done };
  delete answered.made;

  placeRun(cache, answered);

  expect(cache.getQueryData(finishedRuns.queryKey)).toEqual([done]);
});

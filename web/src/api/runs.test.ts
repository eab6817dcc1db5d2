import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { run } from "@/testing/world";
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

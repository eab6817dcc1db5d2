import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { UseOfRuns } from "@/api/types";
import { openPage } from "@/testing/open-page";
import { person, world } from "@/testing/world";
import { csvOf } from "./csv";
import { byDay, byPerson, funnelOf } from "./sums";

const today = new Date().toISOString().slice(0, 10);
const used = (facts: Partial<UseOfRuns> = {}): UseOfRuns => ({
  day: today,
  username: "mira",
  name: "Mira of the lamp",
  use: "pictures",
  state: "done",
  reason: null,
  runs: 1,
  amount: 1,
  ...facts,
});
const RUNS = [used({ amount: 6 }), used({ state: "failed", reason: "out_of_memory", amount: 2 }), used({ username: "anton", name: "", use: "messages", amount: 4 })];
const models = [{ day: today, username: "anton", name: "", channel: "o", model: "m", requests: 4, prompt_tokens: 100, completion_tokens: 20, seconds: 3 }];
const usage = { runs: RUNS, models, servers: [{ day: today, username: "mira", name: "Mira of the lamp", renders: 6, seconds: 60 }], storage: [{ username: "vera", name: "", files: 2, bytes: 1000 }] };

describe("sums of what was used", () => {
  it("add up by person, whoever drew most first", () => {
    expect(byPerson(usage).map(({ name, pictures, failed, messages, seconds, bytes }) => [name, pictures, failed, messages, seconds, bytes])).toEqual([
      ["mira", 6, 2, 0, 60, 0],
      ["anton", 0, 0, 4, 3, 0],
      ["vera", 0, 0, 0, 0, 1000],
    ]);
  });

  it("have a place for every day", () => {
    const days = byDay(usage, 7);
    expect(days).toHaveLength(7);
    expect(days.map((day) => day.pictures)).toEqual([0, 0, 0, 0, 0, 0, 6]);
  });

  it("tell what became of the pictures, and why", () => {
    expect(funnelOf(RUNS)).toEqual({
      requested: 8,
      done: 6,
      failed: 2,
      cancelled: 0,
      underWay: 0,
      reasons: [{ reason: "out_of_memory", amount: 2 }],
    });
  });

  it("become a file in which no cell is a formula", () => {
    expect(csvOf(["a", "b"], [["=1+1", 2], ['say "x", y', 3]])).toBe('a,b\r\n\'=1+1,2\r\n"say ""x"", y",3');
  });
});

describe("the page of use", () => {
  it("shows figures, charts, reasons and people", async () => {
    const here = world({ signedIn: person().id, care: { runs: RUNS, servers: usage.servers, storage: usage.storage } });
    openPage("/admin/usage", here);
    expect(await screen.findByRole("img", { name: "Pictures by day" })).toBeVisible();
    const funnel = screen.getByRole("list", { name: "What became of the pictures" });
    expect(within(funnel).getByText("75%")).toBeVisible();
    expect(within(screen.getByRole("list", { name: "Why they failed" })).getByText("Out of memory")).toBeVisible();
    const people = within(screen.getByRole("table"));
    expect(people.getAllByRole("link").map((one) => one.textContent)).toEqual(["Mira of the lamp", "vera", "anton"]);
    expect(people.getByText("mira")).toBeVisible();
  });
});

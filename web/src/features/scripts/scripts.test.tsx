import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";
import { lackingFile } from "@/testing/findings";
import { openPage } from "@/testing/open-page";
import { picture } from "@/testing/pictures";
import { person, world } from "@/testing/world";
import type { DryRun, Preview, Script, ScriptItem } from "./api";

const column = (name: string, target: string | null, facts: Partial<Preview["columns"][number]> = {}) => ({ name, target, is_guess: true, problem: "", ...facts });
const preview: Preview = {
  ...{ format: "csv", encoding: "utf-8", delimiter: ";", template: "default", template_name: "Stable Diffusion XL" },
  ...{ pictures: 2, bad: 1, is_complete: true, lines: [2, 3] },
  columns: [column("words", "prompt"), column("collector", null, { is_guess: false, problem: "Nothing has this name." })],
  rows: [
    { words: "Poppies", collector: "Holm" },
    { words: "", collector: "Ruud" },
  ],
  problems: [2, 3].flatMap((line) => [
    { line, column: "words", message: "Nothing to draw.", way_out: "Fill it in.", is_note: false },
    { line, column: "collector", message: "Nothing has this name.", way_out: "Map it (collector=INPUT).", is_note: false },
  ]),
};
const dryRun: DryRun = {
  ...{ pictures: 1, bad: 1, is_complete: true, problems: preview.problems },
  servers: [
    { server: "atelier", is_there: true, reason: "", missing: [] },
    { server: "cellar", is_there: true, reason: "", missing: [lackingFile("botanica.safetensors")] },
  ],
};
const script: Script = {
  ...{ id: "s1", created_at: "2025-11-03T09:00:00Z", title: "herbs", file_name: "herbs.csv", template: "sdxl", template_name: "Stable Diffusion XL", revision: 1 },
  ...{ skip_bad: true, state: "running", total: 3, waiting: 1, done: 1, failed: 1, cancelled: 0, bad: 0, problems: [], run: null },
  table: { asset_id: "a1", template: "default", format: "", encoding: "", delimiter: "", key: "" },
};
const item = (number: number, state: ScriptItem["state"], facts: Partial<ScriptItem> = {}): ScriptItem => ({
  ...{ number, line: number + 2, key: `row ${number}`, state, template: "sdxl", values: { prompt: `Plant ${number}` }, priority: "batch" },
  ...{ destination: "", server: "", persona: "", attempts: 1, seconds: null, seed: 4471 + number, render_id: null, reason: "", pictures: [] },
  ...facts,
});
const rows = [item(0, "done", { seconds: 17.9, pictures: [picture({ id: "p1" })] }), item(1, "failed", { reason: "cellar has no model botanica." }), item(2, "waiting")];

const open = (address: string) => {
  const asked: { path: string; body: unknown }[] = [];
  let now = script;
  const take = (path: string, answer: object, status = 200) =>
    http.post(`*/api/scripts${path}`, async ({ request }) => {
      const text = await request.text();
      asked.push({ path, body: text ? JSON.parse(text) : null });
      if (path.startsWith("/s1")) now = answer as Script;
      return HttpResponse.json(answer, { status });
    });
  const handlers = [
    ...[take("/preview", preview), take("/dry-run", dryRun), take("", script, 201)],
    ...[take("/s1/pause", { ...script, state: "paused" }), take("/s1/retry", { ...script, failed: 0 }), take("/s1/cancel", { ...script, state: "cancelled" })],
    http.get("*/api/scripts", () => HttpResponse.json({ items: [script], next: null })),
    http.get("*/api/scripts/s1", () => HttpResponse.json(now)),
    http.get("*/api/scripts/s1/rows", ({ request }) => {
      const state = new URL(request.url).searchParams.get("state");
      return HttpResponse.json({ items: rows.filter((row) => !state || row.state === state), next: null });
    }),
  ];
  return { ...openPage(address, world({ signedIn: person().id }), handlers), asked };
};

it("a table that was not brought is asked for", async () => {
  const { history } = openPage("/images/scripts/new", world({ signedIn: person().id }));
  expect(await screen.findByRole("button", { name: /Choose or drop a table/ })).toBeVisible();
  expect(history.location.pathname).toBe("/images/scripts");
});

describe("a table", () => {
  it("is dropped and looked at", async () => {
    const { history } = open("/images/scripts");
    expect(await screen.findByRole("link", { name: "herbs" })).toHaveAttribute("href", "/images/scripts/s1");
    const file = new File(["a;b"], "herbs.csv", { type: "text/csv" });
    fireEvent.drop(screen.getByRole("button", { name: /drop a table/ }), { dataTransfer: { files: [file] } });
    await waitFor(() => expect(history.location.pathname).toBe("/images/scripts/new"));
  });

  it("shows where its columns go, what is wrong, and who could draw it", async () => {
    open("/images/scripts/new?table=a1&name=herbs.csv");
    expect(await screen.findByText("2 pictures")).toBeVisible();
    expect(await screen.findByDisplayValue("What to draw")).toBeVisible();
    expect(screen.getByText("guessed")).toBeVisible();
    const panel = screen.getByRole("complementary", { name: "Dry run" });
    expect(await within(panel).findByText("1 row is left out")).toBeVisible();
    const wrong = within(panel).getAllByRole("listitem").filter((row) => row.textContent.includes("draw") || row.textContent.includes("nowhere"));
    expect(wrong.map((row) => row.textContent)).toEqual([
      "collectorGoes nowhere yetChoose at the head of the column where it goes, or leave it out.",
      "Line 2and 1 moreNothing to draw.Fill it in.",
    ]);
    expect(within(panel).getByText(/the file botanica.safetensors .* is not on the server/)).toBeVisible();
  });

  it("is mapped by hand and begun", async () => {
    const { user, history, asked } = open("/images/scripts/new?table=a1&name=herbs.csv");
    const field = await screen.findByRole("combobox", { name: "Where collector goes" });
    await user.click(field);
    const offered = document.getElementById(field.getAttribute("aria-controls") ?? "")!;
    await user.click(within(offered).getByRole("option", { name: "Skip", hidden: true }));
    await user.click(await screen.findByRole("button", { name: "Draw 1 picture" }));
    await waitFor(() => expect(history.location.pathname).toBe("/images/scripts/s1"));
    expect(asked.at(-1)).toMatchObject({ path: "", body: { asset_id: "a1", title: "herbs", columns: { collector: "" }, skip_bad: true, start: true } });
  });
});

describe("a table at work", () => {
  it("shows every row with its picture, its state and the reason of a failure", async () => {
    const { user } = open("/images/scripts/s1");
    const list = await screen.findByRole("region", { name: "Rows" });
    expect(await within(list).findByText("cellar has no model botanica.")).toBeVisible();
    expect(within(list).getByRole("link", { name: "A lighthouse" })).toHaveAttribute("href", "/images/p1");
    expect(screen.getByRole("progressbar", { name: "1 of 3 done" })).toHaveAttribute("aria-valuenow", "33");
    await user.click(screen.getByRole("button", { name: "Waiting" }));
    await waitFor(() => expect(within(list).queryByText("cellar has no model botanica.")).toBeNull());
    expect(await within(list).findByText("Plant 2")).toBeVisible();
  });

  it("tries the failed again, and is paused", async () => {
    const { user, asked } = open("/images/scripts/s1");
    await user.click(await screen.findByRole("button", { name: "Try 1 failed one again" }));
    await waitFor(() => expect(asked.at(-1)?.path).toBe("/s1/retry"));
    await user.click(screen.getByRole("button", { name: "Pause" }));
    expect(await screen.findByRole("button", { name: "Go on" })).toBeVisible();
  });
});

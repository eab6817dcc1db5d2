import { screen, waitFor, within } from "@testing-library/react";
import { http } from "msw";
import { describe, expect, it } from "vitest";
import { refuse } from "@/testing/answers";
import { channel, choice, model, offer, step, storyteller } from "@/testing/engine-room";
import { say } from "@/testing/live";
import { openPage } from "@/testing/open-page";
import { person, run, world, type World } from "@/testing/world";

const ollama = channel();
const desk = channel({
  id: "c2",
  name: "Writing desk",
  provider: "openai",
  url: "https://llm.inner.example/v1",
  key_set_at: "2025-11-03T09:00:00Z",
  now: {
    state: "away",
    models: 0,
    error: { code: "channel_unreachable", message: "Writing desk cannot be reached: refused", who: "admin", hint: "", details: {}, request_id: "" },
  },
});
const listed = [
  offer(ollama, [model("qwen3:14b", { capabilities: ["chat", "tools"], loaded: { vram_bytes: 10 * 1024 ** 3, context: 4096, until: new Date(Date.now() + 300_000).toISOString() } }), model("gemma3:12b", { capabilities: ["chat", "vision"] })]),
  offer(storyteller, [model("fabula-demo:latest")]),
];
const choices = [choice("chat", { channel_id: "c1", model: "qwen3:14b", reason: null }), choice("vision"), choice("prompts"), choice("embedding")];

type Facts = NonNullable<Parameters<typeof world>[0]>;
const house = (facts: Facts = {}): World =>
  world({ signedIn: person().id, ...facts, engineRoom: { channels: [ollama, desk, storyteller], models: listed, choices, ...facts.engineRoom } });
const open = (facts?: Facts) => {
  const here = house(facts);
  return { here, ...openPage("/settings/models", here) };
};
const rowOf = async (name: string) => {
  const titles = await screen.findAllByText(name);
  const row = titles.map((title) => title.closest<HTMLElement>("li, tr")).find((one) => one !== null);
  if (!row) throw new Error(`No row of ${name}.`);
  return row;
};
/** Without a layout, a list that floats counts as hidden. */
const optionOf = (field: HTMLElement, name: string) =>
  within(document.getElementById(field.getAttribute("aria-controls") ?? "")!).queryByText(name);
const bodies = (here: World, path: string) => here.engineRoom.sent.filter((one) => one.path === path).map((one) => one.body);

describe("channels", () => {
  it("tell what they are, and the engine's own reason when they fail", async () => {
    open();
    const row = await rowOf("Writing desk");
    expect(within(row).getByText("does not answer")).toBeVisible();
    expect(within(row).getByText(/Writing desk cannot be reached: refused/)).toBeVisible();
    expect(within(row).getByText(/Start the server, or correct the channel’s address./)).toBeVisible();
    expect(within(row).getByText(/^Key set on/)).toBeVisible();
    const demo = screen.getByRole("list", { name: "Channels" }).lastElementChild as HTMLElement;
    expect(demo).toHaveTextContent("Storyteller");
    expect(within(demo).queryByRole("button", { name: /^Move/ })).toBeNull();
  });

  it("move by Alt and the arrows, and say the new place", async () => {
    const { user, here } = open();
    (await screen.findByRole("button", { name: "Move Writing desk" })).focus();
    await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    expect(await screen.findByText("Writing desk is now number 1 of 2.")).toBeInTheDocument();
    await waitFor(() => expect(here.engineRoom.channels.map((one) => one.id)).toEqual(["c2", "c1", "demo-storyteller"]));
    await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    expect(bodies(here, "PATCH /api/admin/channels/c2")).toEqual([{ place: 0 }]);
  });

  it("are switched off and on", async () => {
    const { user, here } = open();
    await user.click(await screen.findByRole("switch", { name: "Use Ollama" }));
    await waitFor(() => expect(bodies(here, "PATCH /api/admin/channels/c1")).toEqual([{ enabled: false }]));
    expect(screen.getByRole("switch", { name: "Use Ollama" })).not.toBeChecked();
  });

  it("are saved after a test that went well", async () => {
    const trial = [step("connect", "begun"), step("connect", "passed", { ms: 38, told: "http://10.0.0.7:11434" }), step("write", "begun"), step("write", "passed", { told: "Hello.", ms: 1400 })];
    const { user, here } = open({ engineRoom: { trial } });
    await user.click(await screen.findByRole("button", { name: "Add channel" }));
    const dialog = await screen.findByRole("dialog");
    const save = within(dialog).getByRole("button", { name: "Save channel" });
    expect(save).toBeDisabled();
    await user.clear(within(dialog).getByLabelText("Address"));
    await user.type(within(dialog).getByLabelText("Address"), "http://10.0.0.7:11434");
    await user.click(within(dialog).getByRole("button", { name: "Test" }));
    expect(await within(dialog).findByText("It works")).toBeVisible();
    expect(within(dialog).getByText("“Hello.”")).toBeVisible();
    expect(within(dialog).getByText("38 ms")).toBeVisible();
    expect(save).toBeEnabled();
    await user.type(within(dialog).getByLabelText("Address"), "5");
    expect(save).toBeDisabled();
    await user.type(within(dialog).getByLabelText("Address"), "{Backspace}");
    await user.click(save);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(bodies(here, "POST /api/admin/channels")).toEqual([
      {
        name: "Ollama",
        provider: "ollama",
        url: "http://10.0.0.7:11434",
        device: "",
        options: { models: [], window: 8192, concurrency: 4, first_token_s: 300, next_token_s: 60 },
      },
    ]);
  });

  it("that fail their test say why in the server's words, and can be saved all the same", async () => {
    const error = { code: "key_refused", message: "401 invalid_api_key", who: "admin" as const, hint: "", details: {}, request_id: "" };
    const { user, here } = open({ engineRoom: { trial: [step("connect", "begun"), step("connect", "failed", { error })] } });
    await user.click(await screen.findByRole("button", { name: "Add channel" }));
    const dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getByText("Anthropic"));
    expect(within(dialog).getByLabelText("Address")).toHaveValue("https://api.anthropic.com");
    await user.type(within(dialog).getByLabelText("Key"), "sk-wrong");
    await user.click(within(dialog).getByRole("button", { name: "Test" }));
    expect(await within(dialog).findByText(/401 invalid_api_key/)).toBeVisible();
    expect(within(dialog).getByText(/Copy the whole key from the server’s console and put it in again./)).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "Save untested" }));
    await waitFor(() => expect(bodies(here, "POST /api/admin/channels")).toMatchObject([{ name: "Anthropic", key: "sk-wrong" }]));
  });

  it("keep their key unless it is replaced or removed", async () => {
    const { user, here } = open();
    await user.click(await screen.findByRole("button", { name: "More about Writing desk" }));
    await user.click(await screen.findByRole("menuitem", { name: "Change" }));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).queryByLabelText("Key")).toBeNull();
    await user.click(within(dialog).getByRole("button", { name: "Remove" }));
    expect(within(dialog).getByText("The key is removed when you save.")).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(bodies(here, "PATCH /api/admin/channels/c2")).toMatchObject([{ name: "Writing desk", key: "" }]));
    expect(bodies(here, "PATCH /api/admin/channels/c2")[0]).not.toHaveProperty("url");
  });

  it("forget their key when they move, and say so", async () => {
    const { user } = open();
    await user.click(await screen.findByRole("button", { name: "More about Writing desk" }));
    await user.click(await screen.findByRole("menuitem", { name: "Change" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByLabelText("Address"), "2");
    expect(await within(dialog).findByText(/The address has changed, so the stored key is forgotten/)).toBeVisible();
    expect(within(dialog).getByRole("button", { name: "Save" })).toBeDisabled();
  });

  it("are removed after a question", async () => {
    const { user } = open();
    await user.click(await screen.findByRole("button", { name: "More about Ollama" }));
    await user.click(await screen.findByRole("menuitem", { name: "Remove" }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(screen.queryByRole("switch", { name: "Use Ollama" })).toBeNull());
  });
});

describe("models", () => {
  it("say what they can do and whether they lie in memory", async () => {
    open();
    const row = await rowOf("qwen3:14b");
    expect(within(row).getByText("words, uses tools")).toBeInTheDocument();
    expect(within(row).getByText("In memory, 10 GB")).toBeVisible();
    expect(within(row).getByText(/^until \d.*, 4k context$/)).toBeVisible();
    expect(within(row).getByText("9.4 GB")).toBeVisible();
    expect(within(await rowOf("gemma3:12b")).getByText("Not loaded")).toBeVisible();
  });

  it("are loaded and deleted", async () => {
    const { user, here } = open();
    await user.click(await screen.findByRole("button", { name: "Load: gemma3:12b" }));
    expect(await screen.findByRole("button", { name: "Unload: gemma3:12b" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "More about gemma3:12b" }));
    await user.click(await screen.findByRole("menuitem", { name: "Delete" }));
    const dialog = await screen.findByRole("dialog");
    expect(dialog).toHaveTextContent("frees 9.4 GB");
    await user.click(within(dialog).getByRole("button", { name: "Delete" }));
    await waitFor(() => expect(screen.queryByText("gemma3:12b")).toBeNull());
    expect(bodies(here, "POST /api/admin/models/delete")).toEqual([{ channel_id: "c1", model: "gemma3:12b" }]);
  });

  it("are installed as a run that can be followed and stopped", async () => {
    const { user, here } = open();
    await user.click(await screen.findByRole("button", { name: "Install a model" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByLabelText("Model"), "mistral-small:24b{Enter}");
    const row = await rowOf("mistral-small:24b");
    expect(within(row).getByText("Downloading, 4.1 GB of 8.2 GB")).toBeVisible();
    expect(within(row).getByRole("progressbar")).toHaveAttribute("aria-valuenow", "50");
    await user.click(within(row).getByRole("button", { name: "Cancel: mistral-small:24b" }));
    await waitFor(() => expect(here.runs[0]?.state).toBe("cancelled"));
    await waitFor(() => expect(screen.queryByText("mistral-small:24b")).toBeNull());
  });

  it("show their progress also when nobody heard that they began", async () => {
    const queued = run({ kind: "models.pull", title: "mistral-small:24b", state: "queued", last_seq: 1, input: { channel_id: "c1" } });
    open({ runs: [queued] });
    const row = await rowOf("mistral-small:24b");
    expect(within(row).getByText("In line")).toBeVisible();
    const underWay = { ...queued.live, done: 1_000, total: 2_000, unit: "bytes" };
    say({ type: "snapshot", topic: `run:${queued.id}`, seq: 2, rev: 1, state: "running", live: underWay });
    expect(await within(row).findByRole("progressbar")).toHaveAttribute("aria-valuenow", "50");
  });

  it("that could not be installed say why", async () => {
    const error = { code: "model_not_installed", message: "pull model manifest: file does not exist", who: "user" as const, hint: "", details: {}, request_id: "" };
    const failed = run({ kind: "models.pull", title: "qwen9:1t", state: "failed", error, input: { channel_id: "c1" }, finished_at: new Date().toISOString() });
    open({ runs: [failed] });
    expect(within(await rowOf("qwen9:1t")).getByText(/pull model manifest: file does not exist/)).toBeVisible();
  });

  it("are chosen for what they are able to do", async () => {
    const { user, here } = open();
    const field = await screen.findByRole("combobox", { name: "Looking at pictures" });
    expect(screen.getByRole("combobox", { name: "Chat" })).toHaveValue("Fabula chooses: qwen3:14b");
    expect(screen.getByText("No model here can look at pictures.")).toBeVisible();
    await user.click(field);
    expect(optionOf(field, "qwen3:14b")).toBeNull();
    await user.click(optionOf(field, "gemma3:12b")!);
    await waitFor(() => expect(bodies(here, "PUT /api/admin/models/choices/vision")).toEqual([{ channel_id: "c1", model: "gemma3:12b" }]));
    await waitFor(() => expect(field).toHaveValue("gemma3:12b"));
    await user.click(field);
    await user.click(optionOf(field, "Fabula chooses")!);
    await waitFor(() => expect(bodies(here, "PUT /api/admin/models/choices/vision").at(-1)).toEqual({}));
  });

  it("can be looked at by everybody, and set up by admins alone", async () => {
    open({ people: [person({ role: "user" })] });
    expect(await screen.findByRole("heading", { name: "Models" })).toHaveProperty("tagName", "H1");
    expect(await screen.findByText("In memory, 10 GB")).toBeVisible();
    expect(screen.queryByRole("heading", { name: "Channels" })).toBeNull();
    expect(screen.queryByRole("button", { name: /Load|Install/ })).toBeNull();
    expect(screen.queryByRole("combobox", { name: "Chat" })).toBeNull();
  });

  it("say what is wrong when the list cannot be read", async () => {
    openPage("/settings/models", house(), [http.get("*/api/models", () => refuse(503, { code: "database_unavailable", who: "retry" }))]);
    expect(await screen.findByText(/The database does not answer/)).toBeVisible();
  });
});

describe("use", () => {
  const today = new Date().toISOString().slice(0, 10);
  const used = { day: today, username: "mira", name: "Mira of the lamp", channel: "Ollama", model: "qwen3:14b", requests: 3, prompt_tokens: 900, completion_tokens: 300, seconds: 40 };

  it("tells how well answers fitted and what helped", async () => {
    const answers = [{ model: "qwen3:14b", asked: 20, unaided: 17, failed: 1, steps: { asked_again: 2, fallback_model: 1 } }];
    open({ engineRoom: { answers } });
    expect(await screen.findByRole("row", { name: /qwen3:14b 20 85\s?% 1 asked again 2, another model 1/ })).toBeVisible();
  });

  it("is summed by model and by person", async () => {
    const { user } = open({ engineRoom: { use: [used, { ...used, username: "anton", name: "Anton", requests: 1 }] } });
    expect(await screen.findByRole("img", { name: "Tokens of the last 30 days: 2,400 in all" })).toBeVisible();
    expect(screen.getByRole("row", { name: /qwen3:14b 4 1,800 600/ })).toBeVisible();
    expect(screen.getByRole("rowheader", { name: "Mira of the lamp" })).toHaveAttribute("title", "mira");
    expect(screen.getByRole("row", { name: /Anton 1 900 300/ })).toBeVisible();
    await user.click(screen.getByText("Mine"));
    expect(await screen.findByRole("row", { name: /qwen3:14b 3 900 300/ })).toBeVisible();
    expect(screen.queryByRole("row", { name: /Anton/ })).toBeNull();
  });
});

import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { metAnswer, metSilence } from "@/api/connection";
import { refuse } from "@/testing/answers";
import { attachment, chat, longTalk, message, reply } from "@/testing/chats";
import { channel, choice, model, offer } from "@/testing/engine-room";
import { say } from "@/testing/live";
import { openPage } from "@/testing/open-page";
import { person, world, type World } from "@/testing/world";
import { useOutbox } from "./api/outbox";
import { useDrafts } from "./composer/draft";

const talk = [message(), reply()];
const house = (room: Partial<World["chatRoom"]> = {}, facts: Partial<Omit<World, "chatRoom" | "engineRoom">> = {}) =>
  world({ signedIn: person().id, chatRoom: { chats: [chat()], messages: { c1: talk }, ...room }, ...facts });
const field = () => screen.findByRole("textbox", { name: "Write a message" });
const newest = async () => within((await screen.findAllByRole("article", { name: "Reply" })).at(-1)!);

beforeEach(() => {
  useOutbox.setState({ items: [] });
  useDrafts.setState({}, true);
});

describe("a conversation", () => {
  it("sends by Enter, shows the words at once, and streams the reply", async () => {
    const home = house();
    const { user } = openPage("/chats/c1", home);
    await user.type(await field(), "That one. And the harbour?{Enter}");
    expect(await screen.findByText("That one. And the harbour?")).toBeVisible();
    expect(await field()).toHaveValue("");
    await waitFor(() => expect(screen.getByRole("button", { name: "Stop" })).toBeVisible());
    const run = home.chatRoom.messages.c1!.at(-1)!.run_id!;
    say({ type: "snapshot", topic: `run:${run}`, seq: 2, rev: 1, state: "running", live: { ...home.runs[0]!.live, text: "A bell," } });
    await waitFor(async () => expect((await newest()).getByText("A bell,")).toBeVisible());
    say({ type: "delta", topic: `run:${run}`, seq: 2, rev: 2, append: { text: " first." } });
    await waitFor(async () => expect((await newest()).getByText("A bell, first.")).toBeVisible());
    Object.assign(home.chatRoom.messages.c1!.at(-1)!, { state: "done", content: "A bell, first. Not ours." });
    say({ type: "event", topic: `run:${run}`, seq: 3, event: { kind: "run.finished", data: {}, at: "" } });
    expect(await screen.findByText("A bell, first. Not ours.")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Stop" })).toBeNull();
    expect(home.chatRoom.sent[0]).toMatchObject({ path: "POST /api/chats/c1/messages", body: { content: "That one. And the harbour?" } });
    expect(home.chatRoom.sent[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("begins a new line by Shift+Enter, and keeps what is not sent", async () => {
    const { user } = openPage("/chats/c1", house());
    await user.type(await field(), "One{Shift>}{Enter}{/Shift}two");
    expect(await field()).toHaveValue("One\ntwo");
    await user.click(await screen.findByRole("link", { name: "New chat" }));
    expect(await screen.findByText("What is on your mind?")).toBeVisible();
    expect(await field()).toHaveValue("");
    await user.click(await screen.findByRole("link", { name: /The keeper/ }));
    await waitFor(async () => expect(await field()).toHaveValue("One\ntwo"));
  });

  it("stands in line before the first word", async () => {
    const writing = reply({ state: "writing", content: "", run_id: "r9" });
    openPage("/chats/c1", house({ messages: { c1: [message(), writing] } }));
    expect(await screen.findByText("Beginning…")).toBeVisible();
    say({ type: "snapshot", topic: "run:r9", seq: 1, rev: 1, state: "running", live: { ...reply(), stage: null, done: null, total: null, unit: null, preview: null, text: null, thinking: null, place: 2, eta_s: 40 } });
    expect(await screen.findByText("Waiting for the GPU, 2nd in line, about 40 sec")).toBeVisible();
  });

  it("stops a reply", async () => {
    const home = house({ messages: { c1: [message(), reply({ state: "writing", run_id: "r9" })] } });
    let stopped = "";
    const { user } = openPage("/chats/c1", home, [
      http.post("*/api/runs/:id/cancel", ({ params }) => {
        stopped = String(params.id);
        Object.assign(home.chatRoom.messages.c1![1]!, { state: "stopped", content: "You could" });
        return HttpResponse.json({});
      }),
    ]);
    await user.click(await screen.findByRole("button", { name: "Stop" }));
    expect(await screen.findByText("Stopped.")).toBeVisible();
    expect(stopped).toBe("r9");
    expect(await field()).toHaveFocus();
    await user.click(screen.getByRole("button", { name: "Continue" }));
    await waitFor(() => expect(home.chatRoom.sent.at(-1)?.path).toBe("POST /api/chats/c1/messages/m2/continue"));
  });

  it("says why there is no answer, and asks again", async () => {
    const failed = reply({ state: "failed", content: "", error: { code: "no_model", message: "No model.", who: "admin", hint: "", details: {}, request_id: "" } });
    const home = house({ messages: { c1: [message(), failed] } });
    const { user } = openPage("/chats/c1", home);
    const note = await screen.findByRole("group", { name: "No answer came" });
    expect(note).toHaveTextContent("No model.");
    await user.click(within(note).getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(home.chatRoom.sent.at(-1)?.path).toBe("POST /api/chats/c1/messages/m2/reply"));
    expect(await screen.findByText("2/2")).toBeVisible();
  });

  it("says what became of an answer that is not whole", async () => {
    const error = { message: "", who: "user" as const, hint: "", details: {}, request_id: "" };
    const broken = reply({ state: "failed", content: "You could", error: { ...error, code: "stream_broken", message: "Home broke off." } });
    openPage("/chats/c1", house({ messages: { c1: [message(), broken] } }));
    expect(await screen.findByRole("group", { name: "The answer broke off" })).toHaveTextContent("Home broke off.");
    const full = reply({ state: "cut", content: "You could", error: { ...error, code: "length_reached" } });
    openPage("/chats/c1", house({ messages: { c1: [message(), full] } }));
    expect(await screen.findByText("As long as an answer may be.")).toBeVisible();
  });

  it("edits the last message by the arrow, as a branch that is answered", async () => {
    const home = house();
    const { user } = openPage("/chats/c1", home);
    await user.click(await field());
    await user.keyboard("{ArrowUp}");
    const words = await screen.findByRole("textbox", { name: "Edit" });
    await waitFor(() => expect(words).toHaveFocus());
    await user.type(words, " Please.");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(home.chatRoom.sent.at(-1)?.body).toEqual({ content: "Show me the lamp room. Please.", as_branch: true, reply: true }));
    expect(await screen.findByText("Show me the lamp room. Please.")).toBeVisible();
    expect(screen.getByRole("group", { name: "Version 2 of 2" })).toBeVisible();
    expect(await field()).toHaveFocus();
  });

  it("deletes a message, and brings it back", async () => {
    const home = house();
    const { user } = openPage("/chats/c1", home);
    await user.click((await newest()).getByRole("button", { name: "More" }));
    await user.click(await screen.findByRole("menuitem", { name: "Delete this message" }));
    await waitFor(() => expect(screen.queryByText("You could taste the salt.", { selector: "article *" })).toBeNull());
    home.chatRoom.messages.c1 = talk;
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect((await newest()).getByText("You could taste the salt.")).toBeVisible();
  });

  it("shows what was thought, found, attached and spent", async () => {
    const search = { queries: ["fog signal"], sources: [{ number: 1, title: "Fog signals", url: "https://lights.example/fog", snippet: "" }], error: null };
    const full = reply({ thinking: "Salt means sea.", search, usage: { prompt_tokens: 20, completion_tokens: 101, seconds: 2.5, tokens_per_s: 40.2, unread: null }, demo: true });
    const { user } = openPage("/chats/c1", house({ messages: { c1: [message({ attachments: [attachment()] }), full] } }));
    const shown = await newest();
    expect(shown.getByText("101 tokens · 40/s")).toBeVisible();
    expect(shown.getByText("demo engine")).toBeVisible();
    expect(shown.getByText("Looked up “fog signal”")).toBeVisible();
    await user.click(shown.getByText("1 source"));
    expect(shown.getByRole("link", { name: "Fog signals" })).toHaveAttribute("rel", expect.stringContaining("noopener"));
    await user.click(shown.getByText("What it thought"));
    expect(shown.getByText("Salt means sea.")).toBeVisible();
    expect(screen.getAllByText("18 pages")[0]).toBeVisible();
  });

  it("says what the model did not get to read", async () => {
    const unread = { window: 8192, messages: 12, files: ["tides.pdf"], tokens: 1100 };
    const usage = { prompt_tokens: 7000, completion_tokens: 101, seconds: 2.5, tokens_per_s: 40.2, unread };
    const { user } = openPage("/chats/c1", house({ messages: { c1: [message({}), reply({ usage })] } }));
    const shown = await newest();
    await user.click(shown.getByText("The model did not read everything"));
    expect(shown.getByText("The 12 earliest messages were left out.")).toBeVisible();
    expect(shown.getByText("Of tides.pdf, only the beginning was read.")).toBeVisible();
    expect(shown.getByText("The server dropped about 1,100 tokens of what it was sent, and did not say so.")).toBeVisible();
    expect(shown.getByText("The context holds 8,192 tokens.")).toBeVisible();
  });

  it("says that a chat is not there, and offers nothing to set for it", async () => {
    openPage("/chats/gone", house());
    expect(await screen.findByRole("heading", { name: "This chat is not here" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Choose the model" })).toBeNull();
    expect(screen.queryByRole("complementary", { name: "Details" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Hide the details" })).toBeNull();
  });
});

describe("a long conversation", () => {
  it("keeps ten thousand messages out of the page but for those near the view", async () => {
    openPage("/chats/c1", house({ messages: { c1: longTalk(5000) } }));
    expect(await screen.findByText("Question 4999")).toBeVisible();
    expect(screen.getAllByRole("article").length).toBeLessThan(60);
  });

  it("opens at a message that was found", async () => {
    const messages = longTalk(500);
    openPage("/chats/c1?at=r100", house({ messages: { c1: messages } }));
    expect(await screen.findByText("Question 100")).toBeVisible();
    expect(screen.queryByText("Question 499")).toBeNull();
    expect(screen.getByRole("button", { name: "To the newest message" })).toBeVisible();
  });
});

describe("without the server", () => {
  it("keeps what is sent, and sends it once when the server answers again", async () => {
    const home = house();
    let isSilent = true;
    const { user } = openPage("/chats/c1", home, [
      http.post("*/api/chats/c1/messages", () => (isSilent ? HttpResponse.error() : undefined)),
      http.get("*/api/health", () => (isSilent ? HttpResponse.error() : undefined)),
    ]);
    await user.type(await field(), "Is anybody there?{Enter}");
    expect(await screen.findByText("Kept. Is sent as soon as Fabula answers.")).toBeVisible();
    expect(localStorage.getItem("fabula.chats.outbox")).toContain("Is anybody there?");
    isSilent = false;
    act(() => metAnswer());
    await waitFor(() => expect(home.chatRoom.messages.c1).toHaveLength(4));
    await waitFor(() => expect(screen.getAllByText("Is anybody there?").length).toBe(1));
    expect(localStorage.getItem("fabula.chats.outbox")).toBe("[]");
  });

  it("gives the words back that the server refuses", async () => {
    const { user } = openPage("/chats/c1", house(), [http.post("*/api/chats/c1/messages", () => refuse(400, { code: "message_empty", message: "Neither words nor a file." }))]);
    await user.type(await field(), "Hm{Enter}");
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("Not sent. The message holds neither words nor a file.");
    await user.click(within(alert).getByRole("button", { name: "Back into the field" }));
    expect(await field()).toHaveValue("Hm");
  });

  it("says so in the field as soon as it is known", async () => {
    openPage("/chats/c1", house());
    await field();
    // The socket that opens meanwhile is an answer, too.
    await waitFor(() => {
      act(() => metSilence());
      expect(screen.getByText(/What you write is kept/)).toBeVisible();
    });
    act(() => metAnswer());
  });
});

describe("the model", () => {
  it("is changed in the middle of a chat", async () => {
    const local = channel();
    const models = [offer(local, [model("qwen3:14b", { loaded: { vram_bytes: 9e9, context: 8192, until: null } }), model("gemma3:4b")])];
    const home = world({
      signedIn: person().id,
      chatRoom: { chats: [chat()], messages: { c1: talk } },
      engineRoom: { models, choices: [choice("chat", { channel_id: local.id, model: "qwen3:14b" })] },
    });
    const { user } = openPage("/chats/c1", home);
    const details = within(await screen.findByRole("complementary", { name: "Details" }));
    expect(await details.findByText("loaded")).toBeVisible();
    await user.click(details.getByRole("button", { name: /Choose the model/ }));
    await user.click(await screen.findByRole("menuitem", { name: "gemma3:4b" }));
    await waitFor(() => expect(home.chatRoom.chats[0]).toMatchObject({ channel_id: local.id, model: "gemma3:4b" }));
    expect(await details.findByText("not in memory")).toBeVisible();
  });

  it("is not said to be out of memory where its server tells nothing of it", async () => {
    const foreign = channel({ provider: "openai", name: "Llama" });
    const home = world({
      signedIn: person().id,
      chatRoom: { chats: [chat({ channel_id: foreign.id, model: "tale.gguf" })], messages: { c1: talk } },
      engineRoom: { models: [offer(foreign, [model("tale.gguf")])], choices: [choice("chat", { channel_id: foreign.id, model: "tale.gguf" })] },
    });
    openPage("/chats/c1", home);
    const details = within(await screen.findByRole("complementary", { name: "Details" }));
    expect(await details.findByText("Llama")).toBeVisible();
    expect(details.queryByText("not in memory")).toBeNull();
  });

  it("is tuned by sliders that save where they rest", async () => {
    const home = house();
    openPage("/chats/c1", home);
    fireEvent.change(await screen.findByRole("slider", { name: "Warmth" }), { target: { value: "1.2" } });
    fireEvent.change(screen.getByRole("slider", { name: "Answer length" }), { target: { value: "6" } });
    await waitFor(() => expect(home.chatRoom.chats[0]?.parameters).toMatchObject({ temperature: 1.2, max_tokens: 800 }));
    expect(await screen.findByText("600 words")).toBeVisible();
  });
});

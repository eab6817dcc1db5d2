import { act, screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { metAnswer } from "@/api/connection";
import { refuse } from "@/testing/answers";
import { chat, message, reply } from "@/testing/chats";
import { openPage } from "@/testing/open-page";
import { person, world, type World } from "@/testing/world";
import { useOutbox } from "../api/outbox";
import { useDrafts } from "../composer/draft";

const house = (room: Partial<World["chatRoom"]> = {}) =>
  world({ signedIn: person().id, chatRoom: { chats: [chat()], messages: { c1: [message(), reply()] }, ...room } });
const field = () => screen.findByRole("textbox", { name: "Write a message" });

beforeEach(() => {
  useOutbox.setState({ items: [] });
  useDrafts.setState({}, true);
});

describe("a new chat", () => {
  it("is made by its first message, with the wishes of the details", async () => {
    const home = house({ chats: [], messages: {} });
    const { user, history } = openPage("/chats/new", home);
    await user.click(await screen.findByRole("button", { name: "Add" }));
    await user.type(screen.getByRole("textbox", { name: "How it writes" }), "Short sentences.");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await user.click(screen.getByRole("button", { name: "Tell me a short story by the sea" }));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(history.location.pathname).toBe("/chats/made0"));
    expect(home.chatRoom.sent.map(({ path }) => path)).toEqual(["POST /api/chats"]);
    const message = { content: "Tell me a short story by the sea", attachments: [], reply: true };
    expect(home.chatRoom.sent[0]?.body).toEqual({ system_prompt: "Short sentences.", message });
    expect(await screen.findByText("Tell me a short story by the sea")).toBeVisible();
    expect(localStorage.length).toBeGreaterThan(0);
    expect(Object.keys(localStorage).some((key) => key.includes("draft"))).toBe(false);
  });

  it("is made once, also when the first answer was lost", async () => {
    const keys: (string | null)[] = [];
    const lost = http.post("*/api/chats", ({ request }) => {
      keys.push(request.headers.get("Idempotency-Key"));
      return HttpResponse.error();
    });
    const { user } = openPage("/chats/new", house(), [lost]);
    const typed = await field();
    await user.type(typed, "Hello{Enter}");
    await waitFor(() => expect(keys).toHaveLength(1));
    await waitFor(() => expect(typed).toHaveValue("Hello"));
    act(() => metAnswer());
    await user.type(typed, "{Enter}");
    await waitFor(() => expect(keys).toHaveLength(2));
    act(() => metAnswer());
    await user.type(typed, "!{Enter}");
    await waitFor(() => expect(keys).toHaveLength(3));
    expect(keys[0]).toBeTruthy();
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it("keeps the words when the chat cannot be made", async () => {
    const { user } = openPage("/chats/new", house(), [http.post("*/api/chats", () => refuse(503, { code: "database_unavailable", who: "retry" }))]);
    await user.type(await field(), "Hello{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("The database does not answer.");
    expect(await field()).toHaveValue("Hello");
  });

  it("takes files that are chosen, and sends their ids", async () => {
    const home = house();
    const { user } = openPage("/chats/c1", home);
    await user.click(await screen.findByRole("button", { name: "Add something" }));
    expect(screen.getByRole("toolbar", { name: "Add something" })).toBeVisible();
    await user.upload(screen.getByLabelText("Attach", { selector: "input" }), new File(["log"], "harbour-log.pdf"));
    expect(await screen.findByRole("button", { name: "Remove harbour-log.pdf" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: /^Web/ }));
    await user.type(await field(), "What does it say?{Enter}");
    await waitFor(() => expect(home.chatRoom.sent.at(-1)?.body).toEqual({ content: "What does it say?", attachments: ["file1"], reply: true, web_search: true }));
  });
});

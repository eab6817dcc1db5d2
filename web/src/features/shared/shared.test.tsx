import { screen, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";
import type { SharedChat, SharedMessage } from "@/api/types";
import { refuse } from "@/testing/answers";
import { openPage } from "@/testing/open-page";
import { world } from "@/testing/world";

const TOKEN = "abcdefghijklmnopqrstuvwx";
const message = (id: string, facts: Partial<SharedMessage> = {}): SharedMessage => ({
  ...{ id, role: "assistant", content: id, created_at: "2026-03-01T12:00:00Z", model: "qwen3:8b", demo: false },
  ...{ sources: [], pictures: [], files: [] },
  ...facts,
});
const chat = (facts: Partial<SharedChat>): SharedChat => ({
  ...{ title: "The Lighthouse", author: null, created_at: "2026-03-01T12:00:00Z", messages: [], later: null },
  ...facts,
});
const path = `*/api/shared/${TOKEN}`;
const open = (...first: Parameters<typeof openPage>[2] & object) => openPage(`/shared/${TOKEN}`, world(), first);

describe("a shared chat", () => {
  it("is read by somebody without an account", async () => {
    const asked = message("m1", {
      ...{ role: "user", content: "Who lives there?", model: null, files: ["notes.txt"] },
      pictures: [{ url: "/api/shared/x/assets/p", thumbnail_url: "/api/shared/x/assets/p?size=1024", name: "tower.png", width: 40, height: 30 }],
    });
    const answered = message("m2", { content: "A **keeper**.", sources: [{ number: 1, title: "Keepers", url: "https://example.org/k", snippet: "" }] });
    open(http.get(path, () => HttpResponse.json(chat({ author: "Anna", messages: [asked, answered] }))));
    expect(await screen.findByRole("heading", { name: "The Lighthouse" })).toBeVisible();
    expect(screen.getByText("From Anna")).toBeVisible();
    const question = screen.getByRole("region", { name: "Question" });
    expect(question).toHaveTextContent("Who lives there?");
    expect(question).toHaveTextContent("notes.txt");
    expect(within(question).getByRole("img", { name: "tower.png" })).toHaveAttribute("src", "/api/shared/x/assets/p?size=1024");
    const reply = screen.getByRole("region", { name: "Answer" });
    expect(within(reply).getByText("keeper").tagName).toBe("STRONG");
    expect(within(reply).getByRole("link", { name: "Keepers" })).toHaveAttribute("href", "https://example.org/k");
    expect(screen.queryByRole("button", { name: "Read on" })).toBeNull();
    expect(document.querySelector("meta[name=robots]")).toHaveAttribute("content", "noindex, nofollow");
  });

  it("goes on where the stretch ends", async () => {
    const { user } = open(
      http.get(path, ({ request }) =>
        HttpResponse.json(
          new URL(request.url).searchParams.get("after") === "m1" ? chat({ messages: [message("m2")] }) : chat({ messages: [message("m1")], later: "m1" }),
        ),
      ),
    );
    await user.click(await screen.findByRole("button", { name: "Read on" }));
    expect(await screen.findByText("m2")).toBeVisible();
    expect(screen.getByText("m1")).toBeVisible();
  });

  it("says that the link was taken back", async () => {
    open(http.get(path, () => refuse(404, { code: "share_not_found", message: "Gone." })));
    expect(await screen.findByRole("heading", { name: "This link leads nowhere" })).toBeVisible();
  });

  it("can be tried again when the server was away", async () => {
    let isAway = true;
    const { user } = open(http.get(path, () => (isAway ? refuse(503, { code: "storage_failed" }) : HttpResponse.json(chat({ messages: [message("m1")] })))));
    const again = await screen.findByRole("button", { name: "Try again" });
    isAway = false;
    await user.click(again);
    expect(await screen.findByText("m1")).toBeVisible();
  });
});

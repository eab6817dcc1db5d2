import { Button, MantineProvider, Menu } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import type { ReactNode } from "react";
import { describe, expect, it, vi } from "vitest";
import type { Imported, Share } from "@/api/types";
import { refuse } from "@/testing/answers";
import { server } from "@/testing/server";
import { theme } from "@/ui/theme/theme";
import { ExportDialog } from "./export-dialog";
import { ImportDialog } from "./import-dialog";
import { ShareDialog } from "./share-dialog";
import { useBringingIn, useChatMoving } from "./use-moving";

const CHAT = { id: "c1", title: "The Lighthouse" };
const link = (id: string): Share => ({
  ...{ id, chat_id: "c1", created_at: new Date().toISOString(), leaf_id: "m1", is_named: false },
  url: `/shared/${id}-token`,
});
const imported = (facts: Partial<Imported>): Imported => ({
  ...{ count: 0, messages: 0, chats: [], problem_count: 0, problems: [], run_id: null },
  ...facts,
});

function show(dialog: ReactNode) {
  render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={new QueryClient()}>{dialog}</QueryClientProvider>
    </MantineProvider>,
  );
  return userEvent.setup({ delay: null });
}

describe("saving a chat", () => {
  it("offers every format as a file", () => {
    show(<ExportDialog chat={CHAT} onClose={vi.fn()} />);
    const address = (name: string) => screen.getByRole("link", { name }).getAttribute("href");
    expect(address("Save: Page to read")).toBe("/api/chats/c1/export?format=html&language=en");
    expect(address("Save: Markdown")).toBe("/api/chats/c1/export?format=markdown&language=en");
    expect(address("Save: Everything")).toBe("/api/chats/c1/export?format=zip&language=en");
    expect(address("Save: Only the texts")).toBe("/api/chats/c1/export?format=json&language=en");
  });
});

describe("sharing a chat", () => {
  it("makes a link, copies it and takes it back", async () => {
    let links: Share[] = [];
    const wishes: unknown[] = [];
    server.use(
      http.get("*/api/chats/c1/shares", () => HttpResponse.json({ items: links, next: null })),
      http.post("*/api/chats/c1/shares", async ({ request }) => {
        wishes.push(await request.json());
        links = [link("s1")];
        return HttpResponse.json(links[0], { status: 201 });
      }),
      http.delete("*/api/chats/c1/shares/s1", () => {
        links = [];
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const user = show(<ShareDialog chat={CHAT} messageId="m7" onClose={vi.fn()} />);
    await user.click(screen.getByRole("switch", { name: /^Show my name/ }));
    await user.click(screen.getByRole("button", { name: "Make a link" }));
    const list = await screen.findByRole("list", { name: "Links" });
    expect(wishes).toEqual([{ message_id: "m7", is_named: true }]);
    const address = `${window.location.origin}/shared/s1-token`;
    expect(within(list).getByRole("link")).toHaveAttribute("href", address);
    await user.click(within(list).getByRole("button", { name: "Copy" }));
    expect(await navigator.clipboard.readText()).toBe(address);
    await user.click(within(list).getByRole("button", { name: "Take back" }));
    await waitFor(() => expect(screen.queryByRole("list", { name: "Links" })).toBeNull());
  });

  it("says why there is nothing to share", async () => {
    server.use(
      http.get("*/api/chats/c1/shares", () => HttpResponse.json({ items: [], next: null })),
      http.post("*/api/chats/c1/shares", () => refuse(409, { code: "nothing_to_share", message: "There is nothing in this chat to share." })),
    );
    const user = show(<ShareDialog chat={CHAT} onClose={vi.fn()} />);
    await user.click(screen.getByRole("button", { name: "Make a link" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("nothing");
  });
});

const file = () => new File(["[]"], "conversations.json", { type: "application/json" });
const drop = () => fireEvent.drop(screen.getByRole("button", { name: /Choose a file/ }), { dataTransfer: { files: [file()] } });

describe("bringing chats in", () => {
  it("tells what came and what did not, and opens a chat", async () => {
    const told = imported({
      ...{ count: 2, messages: 40, problem_count: 1, problems: [{ name: "Kites", reason: "Not in the file: kite.png." }] },
      chats: [{ id: "c9", title: "Kites", messages: 30 }],
    });
    server.use(http.post("*/api/chats/import", () => HttpResponse.json(told)));
    const onOpen = vi.fn();
    const user = show(<ImportDialog onClose={vi.fn()} onOpen={onOpen} />);
    drop();
    expect(await screen.findByText("2 chats are in, with 40 messages.")).toBeVisible();
    expect(screen.getByText("Not in the file: kite.png.")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Kites" }));
    expect(onOpen).toHaveBeenCalledWith("c9");
  });

  it("follows the run that brings a large file in", async () => {
    const run = { id: "r1", state: "running", live: { done: 7 }, result: null as unknown };
    server.use(
      http.post("*/api/chats/import", () => HttpResponse.json(imported({ run_id: "r1" }), { status: 202 })),
      http.get("*/api/runs/r1", () => HttpResponse.json(run)),
    );
    show(<ImportDialog onClose={vi.fn()} />);
    drop();
    expect(await screen.findByText(/7 chats are in/)).toBeVisible();
    Object.assign(run, { state: "done", result: imported({ count: 9, messages: 1, run_id: "r1" }) });
    expect(await screen.findByText("9 chats are in, with 1 message.", {}, { timeout: 4000 })).toBeVisible();
  });

  it("says that a file holds no chat", async () => {
    server.use(http.post("*/api/chats/import", () => HttpResponse.json(imported({}))));
    show(<ImportDialog onClose={vi.fn()} />);
    drop();
    expect(await screen.findByText("No chat was found in this file.")).toBeVisible();
  });
});

describe("the lines of a menu", () => {
  it("open their dialogs beside it", async () => {
    server.use(http.get("*/api/chats/c1/shares", () => HttpResponse.json({ items: [], next: null })));
    const user = show(<Menus />);
    for (const [line, title] of [["Share…", "Share by a link"], ["Save as a file…", "Save as a file"], ["Bring chats in…", "Bring chats in"]] as const) {
      await user.click(screen.getByRole("button", { name: "Menu" }));
      await user.click(await screen.findByRole("menuitem", { name: line }));
      expect(await screen.findByRole("dialog", { name: title })).toBeVisible();
      await user.keyboard("{Escape}");
      await waitFor(() => expect(screen.queryByRole("dialog", { name: title })).toBeNull());
    }
  });
});

function Menus() {
  const moving = useChatMoving(CHAT);
  const bringing = useBringingIn(vi.fn());
  return (
    <>
      <Menu>
        <Menu.Target>
          <Button>Menu</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {moving.items}
          {bringing.items}
        </Menu.Dropdown>
      </Menu>
      {moving.dialog}
      {bringing.dialog}
    </>
  );
}

import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";
import { chat, message, reply } from "@/testing/chats";
import { openPage } from "@/testing/open-page";
import { person, world, type World } from "@/testing/world";

const house = (room: Partial<World["chatRoom"]> = {}) =>
  world({ signedIn: person().id, chatRoom: { chats: [chat()], messages: { c1: [message(), reply()] }, ...room } });
const field = () => screen.findByRole("textbox", { name: "Write a message" });
const newest = async () => within((await screen.findAllByRole("article", { name: "Reply" })).at(-1)!);

describe("a conversation by keys", () => {
  it("stops a reply by Escape where one writes, once nothing is open there", async () => {
    const home = house({ messages: { c1: [message(), reply({ state: "writing", run_id: "r9" })] } });
    const stopped: unknown[] = [];
    const cancel = http.post("*/api/runs/:id/cancel", ({ params }) => {
      stopped.push(params.id);
      return HttpResponse.json({});
    });
    const { user } = openPage("/chats/c1", home, [cancel]);
    await user.click(await screen.findByRole("button", { name: "Add something" }));
    await user.click(await field());
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("toolbar", { name: "Add something" })).toBeNull();
    expect(stopped).toEqual([]);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(stopped).toEqual(["r9"]));
  });

  it("gives the focus back to where the editing began", async () => {
    const { user } = openPage("/chats/c1", house());
    const press = (await newest()).getByRole("button", { name: "Edit" });
    press.focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.getByRole("textbox", { name: "Edit" })).toHaveFocus());
    await user.keyboard("{Escape}");
    expect((await newest()).getByRole("button", { name: "Edit" })).toHaveFocus();
    await user.click(await field());
    await user.keyboard("{ArrowUp}");
    await waitFor(() => expect(screen.getByRole("textbox", { name: "Edit" })).toHaveFocus());
    await user.keyboard("{Escape}");
    expect(await field()).toHaveFocus();
  });
});

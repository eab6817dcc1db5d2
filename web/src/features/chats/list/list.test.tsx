import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { chat, message, reply } from "@/testing/chats";
import { say } from "@/testing/live";
import { openPage } from "@/testing/open-page";
import { person, run, world, type World } from "@/testing/world";

const today = new Date().toISOString();
const some = [
  chat({ id: "c1", title: "The keeper of Skarn Point", is_pinned: true, active_at: today }),
  chat({ id: "c2", title: "Plot doctor", folder_id: "f1", active_at: today }),
  chat({ id: "c3", title: "Haiku, one a day", active_at: today }),
  chat({ id: "c4", title: "Herbs", active_at: "2024-03-02T09:00:00Z" }),
  chat({ id: "c5", title: "Old", is_archived: true }),
];
const house = (room: Partial<World["chatRoom"]> = {}, runs: World["runs"] = []) =>
  world({
    signedIn: person().id,
    runs,
    chatRoom: { chats: some, folders: [{ id: "f1", name: "Field guide", place: 0, chats: 1 }], messages: { c1: [message(), reply()] }, ...room },
  });
const list = async () => within(await screen.findByRole("complementary", { name: "Chats" }));

describe("the list of chats", () => {
  it("has the pinned first, then folders, then the rest by day", async () => {
    openPage("/chats", house());
    const shown = await list();
    await shown.findByRole("link", { name: /doctor/ });
    const links = shown.getAllByRole("link", { name: /keeper|doctor|Haiku|Herbs|Old/ });
    expect(links.map((link) => link.querySelector(".strong")?.textContent)).toEqual(["The keeper of Skarn Point", "Plot doctor", "Haiku, one a day", "Herbs"]);
    expect(shown.getAllByRole("heading").map((head) => head.textContent)).toEqual(["Pinned", "Field guide", "Today", "March 2024"]);
  });

  it("invites whoever has none", async () => {
    openPage("/chats", house({ chats: [], folders: [] }));
    expect(await screen.findByText("Your chats will stand here, the newest first.")).toBeVisible();
    expect(screen.getByRole("link", { name: "Start a chat" })).toHaveAttribute("href", "/chats/new");
  });

  it("walks by arrows, and opens by Enter", async () => {
    const { user, history } = openPage("/chats", house());
    const first = await (await list()).findByRole("link", { name: /keeper/ });
    await screen.findByRole("link", { name: /doctor/ });
    first.focus();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(screen.getByRole("link", { name: /Haiku/ })).toHaveFocus();
    await user.keyboard("{Home}{Enter}");
    await waitFor(() => expect(history.location.pathname).toBe("/chats/c1"));
  });

  it("renames in place by F2", async () => {
    const home = house();
    const { user } = openPage("/chats", home);
    (await (await list()).findByRole("link", { name: /Haiku/ })).focus();
    await user.keyboard("{F2}");
    const name = await screen.findByRole("textbox", { name: "Name of the chat" });
    await user.clear(name);
    await user.type(name, "Frost on the wire{Enter}");
    expect(await screen.findByRole("link", { name: /Frost on the wire/ })).toBeVisible();
    expect(home.chatRoom.chats[2]?.title).toBe("Frost on the wire");
  });

  it("pins, and puts away", async () => {
    const { user } = openPage("/chats", house());
    await user.click(await screen.findByRole("button", { name: "What to do with “Herbs”" }));
    await user.click(await screen.findByRole("menuitem", { name: "Pin" }));
    const pinned = within(await screen.findByRole("region", { name: "Pinned" }));
    expect(await pinned.findByRole("link", { name: /Herbs/ })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "What to do with “Herbs”" }));
    await user.click(await screen.findByRole("menuitem", { name: "Archive" }));
    await waitFor(() => expect(screen.queryByRole("link", { name: /Herbs/ })).toBeNull());
    await user.click(screen.getByRole("button", { name: "Folders, archive, trash" }));
    await user.click(await screen.findByRole("menuitem", { name: "Archive" }));
    expect(await screen.findByRole("link", { name: /Herbs/ })).toBeVisible();
    expect(screen.getByRole("link", { name: /Old/ })).toBeVisible();
  });

  it("throws a chat away, and brings it back", async () => {
    const home = house();
    const { user, history } = openPage("/chats/c1", home);
    (await (await list()).findByRole("link", { name: /keeper/ })).focus();
    await user.keyboard("{Delete}");
    expect(await screen.findByText("“The keeper of Skarn Point” is in the trash.")).toBeVisible();
    await waitFor(() => expect(history.location.pathname).toBe("/chats"));
    expect(home.chatRoom.chats[0]?.deleted_at).not.toBeNull();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(history.location.pathname).toBe("/chats/c1"));
    expect(await (await list()).findByRole("link", { name: /keeper/ })).toBeVisible();
  });

  it("finds words in all chats, and leads to their place", async () => {
    const hit = { chat_id: "c1", chat_title: "The keeper of Skarn Point", message_id: "m2", role: "assistant" as const, created_at: today, snippet: "You could taste the \u0002salt\u0003." };
    const { user, history } = openPage("/chats", house({ hits: [hit] }));
    await user.type(await screen.findByRole("searchbox", { name: "Search chats" }), "salt");
    const found = await screen.findByRole("list", { name: "Found messages" });
    expect(await within(found).findByText("salt")).toHaveProperty("tagName", "MARK");
    await user.click(within(found).getByRole("link"));
    await waitFor(() => expect(history.location.href).toBe("/chats/c1?at=m2"));
    await user.clear(screen.getByRole("searchbox"));
    await user.type(screen.getByRole("searchbox"), "pepper");
    expect(await screen.findByText("Nothing was found for “pepper”.")).toBeVisible();
  });

  it("marks what is under way, and follows what happens elsewhere", async () => {
    const busy = run({ id: "r1", kind: "chat.reply", live: { place: 2 }, state: "queued" });
    const home = house({ chats: [chat({ id: "c3", title: "Haiku", run_id: "r1", active_at: today })], folders: [] }, [busy]);
    openPage("/chats", home);
    expect(await screen.findByText("2nd in line")).toBeVisible();
    Object.assign(home.chatRoom.chats[0]!, { run_id: null, snippet: "Frost on the tram wire" });
    say({ type: "news", topic: "chats", data: { changed: "chats", chat_id: "c3" } });
    expect(await screen.findByText("Frost on the tram wire")).toBeVisible();
  });

  it("is reached from the palette, by title", async () => {
    const { user, history } = openPage("/", house());
    await screen.findByRole("heading", { name: /Mira/ });
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox"), "plot doc");
    await user.click(await screen.findByRole("option", { name: /Plot doctor/ }));
    await waitFor(() => expect(history.location.pathname).toBe("/chats/c2"));
  });
});

import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Announcement } from "@/api/types";
import { openPage } from "@/testing/open-page";
import { person, world } from "@/testing/world";

const said = (facts: Partial<Announcement> = {}): Announcement => ({
  id: "01920000-0000-7000-8000-0000000000b1",
  created_at: "2025-11-03T09:00:00Z",
  author: "mira",
  kind: "info",
  words: "A new model is here.",
  audience: "everyone",
  starts_at: "2025-11-03T09:00:00Z",
  ends_at: null,
  ...facts,
});
const open = (address: string, announcements: Announcement[]) => {
  const here = world({ signedIn: person().id, care: { announcements } });
  return { here, ...openPage(address, here) };
};

describe("announcements", () => {
  it("stand on top of the page until they are closed", async () => {
    const { user, here } = open("/account", [said()]);
    expect(await screen.findByText("A new model is here.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Close: A new model is here." }));
    await waitFor(() => expect(screen.queryByText("A new model is here.")).toBeNull());
    expect(here.care.closed).toEqual([said().id]);
  });

  it("are made with words, which are seen as they will look", async () => {
    const { user, here } = open("/admin/announcements", []);
    await user.click(await screen.findByRole("button", { name: "New announcement" }));
    const drawer = await screen.findByRole("dialog");
    await user.click(within(drawer).getByRole("button", { name: "Announce" }));
    expect(await within(drawer).findByText("Say something.")).toBeVisible();
    await user.type(within(drawer).getByLabelText("Words"), "Restart  tonight");
    expect(within(drawer).getByRole("status")).toHaveTextContent("Restart tonight");
    await user.click(within(drawer).getByRole("button", { name: "Announce" }));
    await waitFor(() => expect(here.care.announcements[0]).toMatchObject({ words: "Restart tonight", kind: "info", audience: "everyone", ends_at: null }));
    expect((await screen.findAllByText("Shown now"))[0]).toBeInTheDocument();
  });

  it("end when an admin says so", async () => {
    const { user } = open("/admin/announcements", [said()]);
    const list = await screen.findByRole("list", { name: "Announcements" });
    await user.click(within(list).getByRole("button", { name: /^End now/ }));
    expect((await within(list).findAllByText("Over"))[0]).toBeInTheDocument();
  });
});

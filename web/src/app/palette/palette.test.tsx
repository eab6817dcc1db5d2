import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openPage } from "@/testing/open-page";
import { person, world } from "@/testing/world";

const open = async () => {
  const mine = world({ signedIn: person().id });
  const opened = openPage("/", mine);
  await screen.findByRole("heading", { name: /Mira/ });
  await opened.user.keyboard("{Control>}k{/Control}");
  const field = await screen.findByRole("combobox");
  return { ...opened, mine, field };
};

describe("the palette", () => {
  it("goes anywhere by keys alone", async () => {
    const { user, history } = await open();
    await user.keyboard("under");
    expect(screen.getAllByRole("option").length).toBe(1);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(history.location.pathname).toBe("/runs"));
    await waitFor(() => expect(screen.queryByRole("combobox")).toBeNull());
  });

  it("moves around the list, and tells where it stands", async () => {
    const { user, field } = await open();
    const options = screen.getAllByRole("option");
    expect(field).toHaveAttribute("aria-activedescendant", options[0]?.id);
    await user.keyboard("{ArrowUp}");
    expect(field).toHaveAttribute("aria-activedescendant", options.at(-1)?.id);
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(options[1]).toHaveAttribute("aria-selected", "true");
  });

  it("goes through kinds by Tab", async () => {
    const { user } = await open();
    await user.keyboard("{Tab}");
    expect(screen.getAllByRole("group").map((group) => group.getAttribute("aria-label"))).toEqual(["Go to"]);
    expect(screen.getByRole("button", { name: "Go to", hidden: true })).toHaveAttribute("aria-pressed", "true");
  });

  it("changes the language of the account", async () => {
    const { user, mine } = await open();
    await user.keyboard("русс");
    await user.click(await screen.findByRole("option", { name: /Русский/ }));
    await waitFor(() => expect(mine.people[0]?.language).toBe("ru"));
    expect(await screen.findByRole("link", { name: "Главная" })).toBeVisible();
  });

  it("says when nothing fits, and closes by Escape", async () => {
    const { user } = await open();
    await user.keyboard("zzz");
    expect(await within(screen.getByRole("dialog")).findByText("Nothing fits “zzz”.")).toBeVisible();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });
});

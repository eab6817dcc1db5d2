import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { standing } from "@/testing/care";
import { openPage } from "@/testing/open-page";
import { person, world } from "@/testing/world";

type Facts = NonNullable<Parameters<typeof world>[0]>;
const open = (address: string, facts: Facts = {}) => {
  const here = world({ signedIn: person().id, ...facts });
  return { here, ...openPage(address, here) };
};

describe("limits of roles", () => {
  it("are typed in as numbers, storage in megabytes, and taken away by an empty field", async () => {
    const { user, here } = open("/admin/limits");
    const authors = await screen.findByRole("region", { name: "Authors" });
    await user.type(within(authors).getByLabelText("Pictures a day"), "20{Enter}");
    await user.type(within(authors).getByLabelText("Storage"), "500{Enter}");
    await waitFor(() => expect(here.care.roles.filter((one) => one.limit !== null)).toEqual([
      { role: "user", use: "pictures", limit: 20 },
      { role: "user", use: "storage", limit: 500_000_000 },
    ]));
    await user.clear(within(authors).getByLabelText("Pictures a day"));
    await user.tab();
    await waitFor(() => expect(here.care.roles.find((one) => one.role === "user" && one.use === "pictures")?.limit).toBeNull());
  });

  it("refuse what is no number", async () => {
    const { user, here } = open("/admin/limits");
    const authors = await screen.findByRole("region", { name: "Authors" });
    await user.type(within(authors).getByLabelText("Runs at once"), "many{Enter}");
    expect(await within(authors).findByText("A whole number, or nothing for no limit.")).toBeVisible();
    expect(here.care.roles.every((one) => one.limit === null)).toBe(true);
  });

  it("stand beside what is hidden, which can be opened again", async () => {
    const { user, here } = open("/admin/limits", { care: { hidden: [{ kind: "model", name: "big:70b" }] } });
    await user.click(await screen.findByRole("button", { name: "Open to everybody: big:70b" }));
    expect(await screen.findByText(/^Nothing is hidden/)).toBeVisible();
    expect(here.care.hidden).toEqual([]);
  });
});

describe("limits of a person", () => {
  it("say what is used, and follow the role until they are their own", async () => {
    open("/admin/people/mira", { care: { limits: [standing({ used: 9, limit: 10, of_role: 10, frees_at: "2025-11-04T00:00:00Z" })] } });
    const limits = await screen.findByRole("region", { name: "Limits" });
    expect(await within(limits).findByText("9 of 10 today")).toBeVisible();
    expect(within(limits).getByRole("progressbar", { name: "Pictures a day" })).toHaveAttribute("aria-valuenow", "90");
    expect(within(limits).getByText(/^New ones from/)).toBeVisible();
    expect(within(limits).getByLabelText("Pictures a day: which limit counts")).toHaveValue("As their role: 10");
  });

  it("can be changed to a number of their own", async () => {
    const { user, here } = open("/admin/people/mira", { care: { limits: [standing({ is_own: true, limit: 5, of_role: 10 })] } });
    const limits = await screen.findByRole("region", { name: "Limits" });
    const field = await within(limits).findByRole("textbox", { name: "Pictures a day" });
    await user.clear(field);
    await user.type(field, "7{Enter}");
    await waitFor(() => expect(here.care.limits[0]).toMatchObject({ limit: 7, is_own: true }));
  });
});

describe("the person's own page", () => {
  it("shows limits with a bar only where there is one", async () => {
    open("/account", { care: { limits: [standing({ used: 3 }), standing({ use: "storage", used: 5e6, limit: 1e7 })] } });
    const limits = await screen.findByRole("region", { name: "Limits" });
    expect(await within(limits).findByText("3 today")).toBeVisible();
    expect(within(limits).getByText("5 MB of 10 MB")).toBeVisible();
    expect(within(limits).getAllByRole("progressbar").length).toBe(1);
  });
});

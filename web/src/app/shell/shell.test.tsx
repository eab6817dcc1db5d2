import { screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { afterEach, describe, expect, it } from "vitest";
import { metAnswer, metSilence } from "@/api/connection";
import { live, say } from "@/testing/live";
import { openPage } from "@/testing/open-page";
import { person, world, type World } from "@/testing/world";

const house = (facts: Partial<World> = {}) => world({ signedIn: person().id, ...facts });
afterEach(metAnswer);

describe("the session", () => {
  it("is renewed without a word", async () => {
    openPage("/", house({ isShortTokenGood: false, canRenew: true }));
    expect(await screen.findByRole("heading", { name: /Mira/ })).toBeVisible();
  });

  it("ends at the sign-in page, which knows the way back", async () => {
    const mine = house();
    const { user, history } = openPage("/runs?state=failed", mine);
    await screen.findByRole("heading", { name: "Under way" });
    mine.isShortTokenGood = false;
    say({ type: "subscribed", topic: "runs" });
    expect(await screen.findByText(/Your session has ended/)).toBeVisible();
    await user.type(screen.getByLabelText("Name or e-mail"), "mira");
    await user.type(screen.getByLabelText("Password"), "correct horse");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    await waitFor(() => expect(history.location.href).toBe("/runs?state=failed"));
  });

  it("ends when another place ends it", async () => {
    const mine = house();
    openPage("/", mine);
    await screen.findByRole("heading", { name: /Mira/ });
    mine.signedIn = null;
    say({ type: "news", topic: "me", data: { signed_out: true } });
    expect(await screen.findByRole("heading", { name: "Welcome back" })).toBeVisible();
  });

  it("ends by the person's wish, on the server too", async () => {
    const mine = house();
    const { user, history } = openPage("/", mine);
    await user.click(await screen.findByRole("button", { name: /Your account/ }));
    await user.click(await screen.findByRole("menuitem", { name: "Sign out" }));
    expect(await screen.findByRole("heading", { name: "Welcome back" })).toBeVisible();
    expect([mine.signedIn, history.location.href]).toEqual([null, "/sign-in"]);
  });
});

describe("the account", () => {
  it("keeps the theme", async () => {
    const mine = house();
    const { user } = openPage("/", mine);
    await user.click(await screen.findByRole("button", { name: /Your account/ }));
    await user.click(await screen.findByRole("menuitemradio", { name: "Dark" }));
    await waitFor(() => expect(mine.people[0]?.theme).toBe("dark"));
    expect(document.documentElement).toHaveAttribute("data-mantine-color-scheme", "dark");
    expect(localStorage.getItem("fabula.theme")).toBe("dark");
  });

  it("speaks its own language, also one from a pack", async () => {
    const packs = { eo: { language: { name: "Esperanto" }, room: { home: "Hejmo" } } };
    const languages = [...world().languages, { code: "eo", name: "Esperanto", source: "pack" as const }];
    openPage("/", house({ people: [person({ language: "eo" })], packs, languages }));
    expect(await screen.findByRole("link", { name: "Hejmo" })).toBeVisible();
    expect(screen.getByRole("button", { name: /Find/ })).toBeVisible();
  });
});

describe("the engines", () => {
  it("are told as they are", async () => {
    const { user } = openPage("/", house());
    await user.click(await screen.findByRole("button", { name: /Text Pictures GPU|TextPicturesGPU/ }));
    expect(await screen.findByText("Nothing here can write yet.")).toBeInTheDocument();
    expect(screen.getByText("No graphics card is watched.")).toBeInTheDocument();
  });
});

describe("a silent server", () => {
  it("leaves the page readable, and says so", async () => {
    openPage("/", house());
    await screen.findByRole("heading", { name: /Mira/ });
    metSilence();
    expect(await screen.findByText("Fabula does not answer.")).toBeVisible();
    expect(screen.getByRole("heading", { name: /Mira/ })).toBeVisible();
    metAnswer();
    await waitFor(() => expect(screen.queryByText("Fabula does not answer.")).toBeNull());
  });

  it("is waited for when there is nothing to read, then the page comes", async () => {
    let isSilent = true;
    const silence = http.get("*/api/auth/state", () => (isSilent ? HttpResponse.error() : undefined));
    const { user } = openPage("/", house(), [silence]);
    expect(await screen.findByRole("heading", { name: "Fabula does not answer" })).toBeVisible();
    isSilent = false;
    await user.click(screen.getByRole("button", { name: "Try now" }));
    expect(await screen.findByRole("heading", { name: /Mira/ })).toBeVisible();
  });
});

describe("places", () => {
  it("that do not exist are named", async () => {
    openPage("/nowhere/4471", house());
    expect(await screen.findByRole("heading", { name: "Nothing is kept here" })).toBeVisible();
    expect(screen.getByText("/nowhere/4471")).toBeVisible();
  });

  it("of the house's care are closed to others", async () => {
    openPage("/admin", house({ people: [person({ role: "user" })] }));
    expect(await screen.findByRole("heading", { name: "This part is for administrators" })).toBeVisible();
  });

  it("take only topics that are one's own", async () => {
    const topics: string[] = [];
    const watch = live.addEventListener("connection", ({ client }) => {
      client.addEventListener("message", ({ data }) => topics.push((JSON.parse(data as string) as { topic: string }).topic));
    });
    openPage("/", house({ people: [person({ role: "user" })] }), [watch]);
    await waitFor(() => expect(topics.sort()).toEqual(["house", "me", "runs"]));
  });
});

import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { drawing } from "@/testing/drawings";
import { openPage } from "@/testing/open-page";
import { picture } from "@/testing/pictures";
import { person, world } from "@/testing/world";

const three = ["Lighthouse", "Koi pond", "Whale"].map((title, index) => picture({ id: `p${index}`, title, group_id: index < 2 ? "pair" : "alone" }));
const recipe = {
  values: { prompt: "a lighthouse at night", negative: "people", steps: 28, cfg: 6.5, sampler: "dpmpp_2m", scheduler: "karras", checkpoint: "sdxl-base.safetensors" },
  graph: { 1: {} },
  revision: 1,
  server: "atelier",
  seconds: 18.4,
};
const open = (address: string) => {
  const home = world({ signedIn: person().id, pictures: structuredClone(three), recipe });
  return { ...openPage(address, home), home };
};

describe("a picture", () => {
  it("tells its recipe in words", async () => {
    open("/images/p0");
    const panel = await screen.findByRole("complementary", { name: "Recipe" });
    expect(within(panel).getByText("a lighthouse at night")).toBeVisible();
    expect(within(panel).getByText("Without: people")).toBeVisible();
    for (const words of ["sdxl-base", "1024 × 768", "28, 6.5", "dpmpp_2m, karras", "4471 9023 1118", "Drawn by the built-in demo engine"]) {
      expect(within(panel).getByText(words)).toBeVisible();
    }
    expect(within(panel).getByText(/Server atelier, 18.4 seconds/)).toBeVisible();
  });

  it("leads on and back by keys, and to the gallery by Escape", async () => {
    const { user, history } = open("/images/p1");
    expect(await screen.findByText("2 of 3")).toBeVisible();
    await user.keyboard("{ArrowRight}");
    expect(await screen.findByRole("heading", { name: "Whale" })).toBeVisible();
    await user.keyboard("{ArrowLeft}");
    expect(await screen.findByRole("heading", { name: "Koi pond" })).toBeVisible();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(history.location.pathname).toBe("/images"));
  });

  it("is deleted, and the next is read on from its name", async () => {
    const { user } = open("/images/p0");
    for (const next of ["Koi pond", "Whale"]) {
      await user.click(await screen.findByRole("button", { name: "Delete" }));
      await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Delete" }));
      await waitFor(() => expect(screen.getByRole("heading", { name: next })).toHaveFocus());
    }
    await user.click(screen.getByRole("button", { name: "Delete" }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Delete" }));
    await waitFor(() => expect(screen.getByRole("button", { name: "Make a picture" })).toHaveFocus());
  });

  it("that is gone leads back to the others", async () => {
    const { user, history } = open("/images/gone");
    expect(await screen.findByRole("heading", { name: "This picture is gone" })).toBeVisible();
    await user.click(screen.getByRole("link", { name: "To the gallery" }));
    await waitFor(() => expect(history.location.pathname).toBe("/images"));
  });

  it("is renamed in place", async () => {
    const { user, home } = open("/images/p0");
    await user.click(await screen.findByRole("button", { name: "Rename" }));
    const field = screen.getByRole("textbox", { name: "Name" });
    await user.clear(field);
    await user.type(field, "Threshold of the sea{Enter}");
    expect(await screen.findByRole("heading", { name: "Threshold of the sea" })).toBeVisible();
    await waitFor(() => expect(home.pictures[0]?.title).toBe("Threshold of the sea"));
  });

  it("is drawn once more, and varied, in view", async () => {
    const { user, home } = open("/images/p0");
    await user.click(await screen.findByRole("button", { name: "Same again" }));
    const film = screen.getByRole("list", { name: "Variants" });
    await waitFor(() => expect(within(film).getAllByRole("listitem").length).toBe(3));
    await user.click(screen.getByRole("button", { name: "Vary" }));
    await waitFor(() => expect(within(film).getAllByRole("listitem").length).toBe(7));
    expect(home.again).toEqual([
      { id: "render of p0", vary: false, count: 1 },
      { id: "render of p0", vary: true, count: 4 },
    ]);
  });

  it("becomes the pattern of the next", async () => {
    const { user, history } = open("/images/p0");
    await user.click(await screen.findByRole("button", { name: "Use as reference" }));
    await waitFor(() => expect(history.location.pathname).toBe("/images"));
    expect(await screen.findByRole("button", { name: "Take the picture away" })).toBeVisible();
  });
});

describe("a picture that was wished for", () => {
  it("tells what was wished, seen and written, instead of the prompt alone", async () => {
    const wished = picture({ id: "p0", title: "Маяк", source: "image:d1" });
    const story = drawing({ seen: "A calm harbour.", seen_by: "looker", notes: ["The model did not answer; the words are the prompt."] });
    openPage("/images/p0", world({ signedIn: person().id, pictures: [wished], recipe, drawings: [story] }));
    const told = within(await screen.findByRole("region", { name: "How it was wished" }));
    for (const words of ["Маяк ночью", "A calm harbour.", "A lighthouse at night.", "storyteller", "The model did not answer; the words are the prompt."]) {
      expect(told.getByText(words)).toBeVisible();
    }
    expect(screen.queryByRole("region", { name: "Words" })).toBeNull();
  });
});

describe("comparing", () => {
  it("moves the line by 1 and by 10", async () => {
    const { user } = open("/images/p0/compare?with=p2");
    const line = await screen.findByRole("slider", { name: "The line between the two" });
    line.focus();
    await user.keyboard("{ArrowRight}{Shift>}{ArrowRight}{/Shift}");
    expect(line).toHaveAttribute("aria-valuenow", "61");
    await user.keyboard(" ");
    expect(line).toHaveAttribute("aria-valuenow", "39");
  });

  it("begins with a variant, and says what differs", async () => {
    const { user } = open("/images/p0/compare");
    const choices = await screen.findByRole("region", { name: "With which" });
    expect(await within(choices).findByRole("button", { name: /Koi pond/, pressed: true })).toBeVisible();
    expect(await screen.findByText("Nothing in their recipes.")).toBeVisible();
    await user.click(screen.getByRole("radio", { name: "Side by side" }));
    expect(await screen.findByRole("img", { name: "Koi pond" })).toBeVisible();
  });

  it("keeps one of the two", async () => {
    const { user, home } = open("/images/p0/compare?with=p1");
    await user.click(await screen.findByRole("button", { name: "Keep only B" }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Delete" }));
    await waitFor(() => expect(home.pictures.map(({ id, favourite }) => [id, favourite])).toEqual([["p1", true], ["p2", false]]));
    await waitFor(() => expect(screen.getByRole("heading", { name: "Koi pond" })).toHaveFocus());
  });
});

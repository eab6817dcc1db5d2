import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { http } from "msw";
import { beforeEach, describe, expect, it } from "vitest";
import { refuse } from "@/testing/answers";
import { say } from "@/testing/live";
import { lackingFile } from "@/testing/findings";
import { openPage } from "@/testing/open-page";
import { options, picture, pictureInput, render } from "@/testing/pictures";
import { person, run, world, type World } from "@/testing/world";
import { useDraft } from "./create/draft";
import { useGallery } from "./gallery/gallery-store";

const house = (facts: Partial<World> = {}) => world({ signedIn: person().id, ...facts });
const many = ["Lighthouse", "Koi pond", "Whale"].map((title, index) => picture({ id: `p${index}`, title, group_id: `g${index}` }));

beforeEach(() => {
  useDraft.setState({ words: "", isWish: false, template: null, format: null, count: 4, reference: null, values: {}, painting: null });
  useGallery.setState({ chosen: null, dismissed: [], arrived: new Set(), lookedAt: null });
});

describe("the gallery", () => {
  it("shows pictures in their shape and leads to each", async () => {
    openPage("/images", house({ pictures: many }));
    const wall = await screen.findByRole("list", { name: "Pictures" });
    const link = within(wall).getByRole("link", { name: "Koi pond" });
    expect(link).toHaveAttribute("href", "/images/p1");
    expect(within(wall).getAllByRole("listitem")[1]).toHaveAttribute("aria-setsize", "3");
    expect(link.closest("li")).toHaveStyle({ width: "205px", height: "154px" });
  });

  it("keeps 5,000 pictures out of the page but for those near the view", async () => {
    const pictures = Array.from({ length: 5000 }, (_, index) => picture({ id: `p${index}`, title: `Picture ${index}` }));
    openPage("/images", house({ pictures }));
    const wall = await screen.findByRole("list", { name: "Pictures" });
    expect(within(wall).getAllByRole("listitem").length).toBeLessThan(80);
  });

  it("finds by words, and says when there is nothing", async () => {
    const { user, history } = openPage("/images", house({ pictures: many }));
    await screen.findByRole("link", { name: "Whale" });
    await user.type(screen.getByRole("searchbox", { name: "Search pictures" }), "koi");
    await waitFor(() => expect(screen.queryByRole("link", { name: "Whale" })).toBeNull());
    expect(await screen.findByRole("link", { name: "Koi pond" })).toBeVisible();
    expect(history.location.search).toBe("?q=koi");
    await user.type(screen.getByRole("searchbox"), " none");
    await user.click(await screen.findByRole("button", { name: "Show all" }));
    expect(await screen.findByRole("link", { name: "Whale" })).toBeVisible();
  });

  it("walks by arrows", async () => {
    const { user } = openPage("/images", house({ pictures: many }));
    (await screen.findByRole("link", { name: "Lighthouse" })).focus();
    await user.keyboard("{ArrowRight}");
    await waitFor(() => expect(screen.getByRole("link", { name: "Koi pond" })).toHaveFocus());
    await user.keyboard("{End}");
    await waitFor(() => expect(screen.getByRole("link", { name: "Whale" })).toHaveFocus());
  });

  it("goes on at the picture that one comes back from", async () => {
    const { user } = openPage("/images", house({ pictures: many }));
    (await screen.findByRole("link", { name: "Koi pond" })).focus();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("complementary", { name: "Recipe" })).toBeVisible();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.getByRole("link", { name: "Koi pond" })).toHaveFocus());
  });

  it("deletes several after a question", async () => {
    const home = house({ pictures: many });
    const { user } = openPage("/images", home);
    await user.click(await screen.findByRole("button", { name: "Select" }));
    await user.click(await screen.findByRole("checkbox", { name: "Koi pond" }));
    await user.click(screen.getByRole("checkbox", { name: "Whale" }));
    expect(screen.getByText("2 chosen")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Delete" }));
    const question = await screen.findByRole("dialog", { name: "Delete 2 pictures?" });
    await user.click(within(question).getByRole("button", { name: "Delete" }));
    await waitFor(() => expect(home.pictures.map(({ id }) => id)).toEqual(["p0"]));
    await waitFor(() => expect(screen.getByRole("link", { name: "Lighthouse" })).toHaveFocus());
    expect(screen.queryByRole("link", { name: "Whale" })).toBeNull();
  });

  describe("after a picture was deleted", () => {
    const deletePicture = async (user: ReturnType<typeof openPage>["user"], name: string) => {
      await user.click(screen.getByRole("button", { name: `More: ${name}` }));
      // Where nothing is laid out, its button seems to be out of sight, and so the menu is.
      await user.click(await screen.findByRole("menuitem", { name: "Delete", hidden: true }));
      const question = await screen.findByRole("dialog");
      await user.click(within(question).getByRole("button", { name: "Delete" }));
      await waitFor(() => expect(screen.queryByRole("link", { name })).toBeNull());
    };

    it("goes on at the next, at the last, and at the way to another when none is left", async () => {
      const { user } = openPage("/images", house({ pictures: many }));
      await screen.findByRole("link", { name: "Whale" });
      await deletePicture(user, "Koi pond");
      await waitFor(() => expect(screen.getByRole("link", { name: "Whale" })).toHaveFocus());
      await deletePicture(user, "Whale");
      await waitFor(() => expect(screen.getByRole("link", { name: "Lighthouse" })).toHaveFocus());
      await deletePicture(user, "Lighthouse");
      await waitFor(() => expect(screen.getByRole("button", { name: "Make a picture" })).toHaveFocus());
    });

    it("goes on at another variant of the same render", async () => {
      const two = ["One", "Other"].map((title, index) => picture({ id: `v${index}`, title, render_id: "r1" }));
      const { user } = openPage("/images", house({ pictures: two }));
      await screen.findByRole("link", { name: "One" });
      await deletePicture(user, "One");
      await waitFor(() => expect(screen.getByRole("link", { name: "Other" })).toHaveFocus());
    });
  });

  it("keeps a favourite at once", async () => {
    const home = house({ pictures: many });
    const { user } = openPage("/images", home);
    const heart = await screen.findByRole("button", { name: "Favourite: Whale" });
    await user.click(heart);
    expect(heart).toHaveAttribute("aria-pressed", "true");
    await waitFor(() => expect(home.pictures[2]?.favourite).toBe(true));
  });

  it("invites whoever has no picture yet", async () => {
    openPage("/images", house());
    expect(await screen.findByText("Describe one and choose from four.")).toBeVisible();
  });

  it("says what is wrong when the pictures cannot be read", async () => {
    openPage("/images", house(), [http.get("*/api/pictures", () => refuse(503, { code: "database_unavailable", who: "retry" }))]);
    expect(await screen.findByRole("alert")).toHaveTextContent("The database does not answer.");
  });
});

describe("what is under way", () => {
  it("shows step, time and cancel in the place of the picture", async () => {
    const drawing = run({ id: "r1", kind: "image.render", title: "A lighthouse", live: { done: 12, total: 28, unit: "steps", eta_s: 20 } });
    const { user } = openPage("/images", house({ runs: [drawing], renders: [render({ run: drawing })] }));
    const tile = await screen.findByRole("group", { name: "A lighthouse" });
    expect(within(tile).getByText("step 12 of 28")).toBeVisible();
    expect(within(tile).getByText("20 sec left")).toBeVisible();
    say({ type: "delta", topic: "run:r1", seq: 2, rev: 1, set: { done: 20 } });
    expect(await within(tile).findByText("step 20 of 28")).toBeVisible();
    await user.click(within(tile).getByRole("button", { name: "Cancel: A lighthouse" }));
    await waitFor(() => expect(screen.queryByRole("group", { name: "A lighthouse" })).toBeNull());
  });

  it("becomes the picture when it is done", async () => {
    const drawing = run({ id: "r1", kind: "image.render", title: "A lighthouse" });
    const home = house({ runs: [drawing], renders: [render({ run: drawing })] });
    openPage("/images", home);
    await screen.findByRole("group", { name: "A lighthouse" });
    const done = { ...drawing, state: "done" as const, last_seq: 9 };
    const drawn = picture({ id: "p9", render_id: "r1" });
    home.pictures = [drawn];
    home.renders = [render({ run: done, pictures: [drawn] })];
    say({ type: "news", topic: "runs", data: { run: done } });
    expect(await screen.findByRole("link", { name: "A lighthouse" })).toHaveAttribute("href", "/images/p9");
    expect(screen.queryByRole("group", { name: "A lighthouse" })).toBeNull();
  });

  it("gives the engine's reason for a failure, and another try", async () => {
    const failed = run({
      ...{ id: "r1", kind: "image.render", title: "Heather", state: "failed", retryable: true, finished_at: new Date().toISOString() },
      error: { code: "render_failed", message: "Sampler: out of memory.", who: "user", hint: "", details: {}, request_id: "" },
    });
    const { user } = openPage("/images", house({ runs: [failed], renders: [render({ title: "Heather", run: failed })] }));
    const tile = await screen.findByRole("group", { name: "Heather" });
    expect(tile).toHaveTextContent("Sampler: out of memory.");
    await user.click(within(tile).getByRole("button", { name: "Dismiss: Heather" }));
    expect(screen.queryByRole("group", { name: "Heather" })).toBeNull();
  });
});

describe("the form to create", () => {
  const openForm = async (facts: Partial<World> = {}) => {
    const home = house(facts);
    const opened = openPage("/images", home);
    const form = await screen.findByRole("form", { name: "Create" });
    await within(form).findByRole("button", { name: /Fine settings|Create/ });
    await within(form).findByText("28 steps");
    return { ...opened, home, form: within(form) };
  };

  it("orders what was described, in the wished format and number", async () => {
    const { user, home, form } = await openForm();
    await user.type(form.getByRole("textbox", { name: "What to draw" }), "Маяк на скале");
    await user.click(form.getByRole("radio", { name: "3:4" }));
    await user.click(form.getByRole("radio", { name: "2" }));
    await user.click(form.getByRole("button", { name: "Create 2 pictures" }));
    await waitFor(() =>
      expect(home.orders).toEqual([
        {
          template: "sdxl",
          count: 2,
          priority: "interactive",
          values: { prompt: "Маяк на скале", width: 896, height: 1152, checkpoint: "demo.safetensors" },
        },
      ]),
    );
    expect(await screen.findAllByRole("group", { name: "A lighthouse" })).toHaveLength(2);
  });

  it("takes fine settings from the inputs of the template", async () => {
    const { user, home, form } = await openForm();
    await user.type(form.getByRole("textbox", { name: "What to draw" }), "Koi");
    await user.click(form.getByRole("button", { name: /Fine settings/ }));
    await user.type(form.getByRole("textbox", { name: "Seed" }), "18446744073709551615");
    const steps = form.getByRole("textbox", { name: "Steps" });
    await user.clear(steps);
    await user.type(steps, "12");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(home.orders[0]?.values).toMatchObject({ seed: "18446744073709551615", steps: 12 }));
  });

  it("asks for words first", async () => {
    const { user, home, form } = await openForm();
    await user.click(form.getByRole("button", { name: "Create 4 pictures" }));
    expect(form.getByText("Say first what to draw.")).toBeVisible();
    expect(form.getByRole("textbox", { name: "What to draw" })).toHaveFocus();
    expect(home.orders).toEqual([]);
  });

  it("names what every server lacks", async () => {
    const lacking = { ...options().servers[0]!, can_run: false, missing: [lackingFile("moon.safetensors")] };
    const { form } = await openForm({ options: { default: options({ servers: [lacking] }) } });
    expect(form.getByText("No server can draw this now")).toBeVisible();
    expect(form.getByText(/the file moon.safetensors .* is not on the server/)).toBeVisible();
    expect(form.getByRole("button", { name: "Create 4 pictures" })).toBeDisabled();
  });

  it("says the place in line and the time", async () => {
    const { form } = await openForm({ options: { default: options({ waiting: 1, wait_s: 35 }) } });
    expect(form.getByText(/You are 2nd in line, about 40 sec/)).toBeVisible();
    expect(form.getByText("The built-in demo engine draws")).toBeVisible();
  });

  it("turns to a template that takes a picture when one is dropped", async () => {
    const img2img = options({ template: "flux-img2img", template_name: "Flux from a picture", inputs: [...options().inputs, pictureInput] });
    const { user, home, form } = await openForm({ options: { "flux-img2img": img2img } });
    const file = new File(["png"], "harbour.png", { type: "image/png" });
    fireEvent.drop(form.getByRole("button", { name: /Reference picture/ }), { dataTransfer: { files: [file] } });
    expect(await form.findByText("harbour.png")).toBeVisible();
    expect(await form.findByDisplayValue("Flux from a picture")).toBeVisible();
    await user.type(form.getByRole("textbox", { name: "What to draw" }), "By night");
    await user.click(form.getByRole("button", { name: "Create 4 pictures" }));
    await waitFor(() => expect(home.orders[0]).toMatchObject({ template: "flux-img2img", values: { prompt: "By night", image: "uploaded" } }));
  });

  it("lets a model write the prompt of words in any language, and shows it at work", async () => {
    const { user, home, form } = await openForm();
    await user.type(form.getByRole("textbox", { name: "What to draw" }), "Маяк ночью");
    await user.click(form.getByRole("switch", { name: /^Write the prompt for me/ }));
    expect(form.queryByRole("radio", { name: "8" })).toBeNull();
    await user.click(form.getByRole("radio", { name: "3:4" }));
    await user.click(form.getByRole("button", { name: /Fine settings/ }));
    expect(form.queryByRole("combobox", { name: "Model" })).toBeNull();
    await user.click(form.getByRole("button", { name: "Create 4 pictures" }));
    await waitFor(() => expect(home.wishes).toEqual([{ description: "Маяк ночью", count: 4, as_written: false, width: 896, height: 1152 }]));
    expect(home.orders).toEqual([]);
    expect(await screen.findByRole("button", { name: "Cancel: Маяк ночью" })).toBeVisible();
  });

  it("takes a mask that is painted over the picture to start from", async () => {
    const mask = { ...pictureInput, name: "mask", role: "mask" as const, title: "mask" };
    const inpaint = options({ template: "inpaint", template_name: "Inpaint", inputs: [...options().inputs, pictureInput, mask] });
    useDraft.setState({ template: "inpaint" });
    const { user, form } = await openForm({ options: { inpaint } });
    expect(await form.findByText(/choose that first/)).toBeVisible();
    useDraft.setState({ reference: { id: "a1", name: "Harbour", width: 640, height: 480 } });
    await user.click(await form.findByRole("button", { name: "Paint the mask" }));
    const painter = within(await screen.findByRole("dialog", { name: "Mark a part" }));
    expect(painter.getByRole("application", { name: "Painting over Harbour" })).toHaveAttribute("width", "640");
    await user.click(painter.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });
});

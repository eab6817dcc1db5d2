import { screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it, vi } from "vitest";
import type { Drawing } from "@/api/types";
import { asset, drawing, variant } from "@/testing/drawings";
import { openPart } from "@/testing/open-part";
import { picture } from "@/testing/pictures";
import { person, run, world } from "@/testing/world";
import type { DrawingActs } from "./acts";
import { DrawingView } from "./drawing-view";
import { DrawPanel } from "./panel/draw-panel";
import { putWish, takeReference } from "./panel/wish-draft";

const acts = () => ({
  draw: vi.fn<DrawingActs["draw"]>(),
  pick: vi.fn<DrawingActs["pick"]>(),
  refer: vi.fn<DrawingActs["refer"]>(),
  rephrase: vi.fn<DrawingActs["rephrase"]>(),
  remove: vi.fn<() => void>(),
  isBusy: false,
  error: null,
});
const home = () => world({ signedIn: person().id });
const four = [variant(0), variant(1, { is_picked: true }), variant(2), variant(3)];

function open(given: Drawing, facts: { isFrozen?: boolean; first?: Parameters<typeof openPart>[2] } = {}) {
  const done = acts();
  const house = home();
  house.runs = [given.run];
  return { ...openPart(<DrawingView drawing={given} acts={done} isFrozen={facts.isFrozen ?? false} />, house, facts.first), acts: done, house };
}

describe("a picture under way", () => {
  const underWay = (live: Parameters<typeof run>[0] = {}) => run({ id: "d1", kind: "image", title: "Маяк", state: "running", ...live });

  it("says what is done, what is at hand, and how long it takes", () => {
    const live = { stage: "Drawing on atelier", done: 12, total: 28, unit: "steps", place: null, eta_s: 20, preview: "data:image/png;base64,x" };
    open(drawing({ run: underWay({ live }), wish: { reference: "ref" }, reference: asset("ref"), seen: "a harbour" }));
    const card = within(screen.getByRole("region", { name: "Picture under way" }));
    expect(card.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual(["Looked at your picture", "Wrote the prompt", "Step 12 of 28"]);
    expect(card.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "43");
    expect(card.getByText("about 20 sec")).toBeVisible();
    expect(card.getByRole("img", { name: "How it looks so far" })).toBeVisible();
  });

  it("says its place while it waits, and only what is truly done", () => {
    open(drawing({ run: underWay({ live: { stage: "Waiting for the GPU", place: 2, eta_s: 40 } }), wish: { reference: "ref" }, prompt: "", seen: "" }));
    const card = within(screen.getByRole("region", { name: "Picture under way" }));
    expect(card.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual(["Waiting for its turn"]);
    expect(card.getByText(/2nd in line/i)).toBeVisible();
  });

  it("is cancelled", async () => {
    const { user, house } = open(drawing({ run: underWay({ live: { stage: "Writing the prompt" } }) }));
    expect(screen.getByText("Writing the prompt")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(house.runs[0]?.state).toBe("cancelled"));
  });
});

describe("variants", () => {
  it("stand in their row from the first one on, while the others are still made", () => {
    const making = run({ id: "d1", kind: "image", title: "Маяк", state: "running" });
    open(drawing({ run: making, wish: { count: 4 }, variants: four.slice(0, 1) }));
    expect(within(screen.getByRole("radiogroup")).getAllByRole("radio")).toHaveLength(1);
    expect(screen.getByRole("radiogroup").children).toHaveLength(4);
  });

  it("are walked by arrows and picked by Enter, and the others stay", async () => {
    const { user, acts: done } = open(drawing({ variants: four }));
    const radios = screen.getAllByRole("radio");
    expect(radios.map((radio) => radio.getAttribute("aria-checked"))).toEqual(["false", "true", "false", "false"]);
    await user.tab();
    expect(radios[1]).toHaveFocus();
    await user.keyboard("{ArrowRight}{ArrowRight}");
    expect(radios[3]).toHaveFocus();
    expect(done.pick).not.toHaveBeenCalled();
    await user.keyboard("{Enter}");
    expect(done.pick).toHaveBeenCalledExactlyOnceWith(3);
  });

  it("are drawn again with their seed, varied without, and taken to start from", async () => {
    const { user, acts: done } = open(drawing({ variants: four, wish: { count: 4, seed: null } }));
    await user.click(screen.getByRole("button", { name: "Same again" }));
    const same = { description: "Маяк ночью", template: "sdxl", seed: 101, steps: 28, cfg: 6.5, as_written: false };
    expect(done.draw).toHaveBeenLastCalledWith({ ...same, count: 1 });
    await user.click(screen.getByRole("button", { name: "Vary" }));
    expect(done.draw).toHaveBeenLastCalledWith({ ...same, seed: null, count: 4 });
    await user.click(screen.getByRole("button", { name: "Use as reference" }));
    expect(done.refer).toHaveBeenCalledWith({ id: "a1", name: "Маяк ночью", width: 1024, height: 1024 });
    await user.click(screen.getByRole("button", { name: "Delete this message" }));
    expect(done.remove).toHaveBeenCalledOnce();
  });

  it("open large, walk by arrows, and tell all that made them", async () => {
    const earlier = drawing({ run: run({ id: "d0", kind: "image", state: "done" }), wish: { description: "Гавань", reference: "ref" }, reference: asset("ref") });
    const now = drawing({ variants: four, reference: asset("a9"), parent_id: "d0", seen: "A calm harbour.", seen_by: "looker", negative: "people" });
    const first = [http.get("*/api/drawings/d1/history", () => HttpResponse.json([now, earlier]))];
    const { user, acts: done } = open(now, { first });
    await user.click(screen.getByRole("button", { name: "Enlarge" }));
    const large = await screen.findByRole("dialog", { name: "Маяк ночью" });
    const inLarge = within(large);
    expect(inLarge.getByRole("img", { name: "Маяк ночью" })).toHaveAttribute("src", "/api/assets/a1/content");
    for (const words of ["A lighthouse at night.", "storyteller", "A calm harbour.", "looker", "Without: people", "sdxl-base", "28", "euler", "101", "atelier", "1024 × 1024", "Stable Diffusion XL"]) {
      expect(inLarge.getByText(words)).toBeInTheDocument();
    }
    await waitFor(() => expect(inLarge.getByText("Гавань")).toBeInTheDocument());
    await user.keyboard("{ArrowRight}");
    expect(inLarge.getByText("3 of 4")).toBeVisible();
    await user.click(inLarge.getByRole("button", { name: "Pick this one" }));
    expect(done.pick).toHaveBeenCalledWith(2);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("are only looked at where nothing can be changed", () => {
    open(drawing({ variants: four }), { isFrozen: true });
    for (const name of ["Same again", "Delete this message"]) expect(screen.queryByRole("button", { name })).toBeNull();
    expect(screen.getByRole("button", { name: "Enlarge" })).toBeEnabled();
    expect(screen.getAllByRole("radio")[0]).toBeDisabled();
  });
});

describe("a picture that did not come", () => {
  it("says why, and the way out", async () => {
    const error = { code: "comfy_out_of_memory", message: "The card has too little memory.", hint: "Ask for a smaller picture.", who: "user" as const };
    const { user, acts: done } = open(drawing({ run: run({ id: "d1", kind: "image", state: "failed", error: error as never }) }));
    expect(screen.getByRole("alert")).toHaveTextContent("The picture did not come");
    expect(screen.getByRole("alert")).toHaveTextContent("Ask for a smaller picture.");
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(done.draw).toHaveBeenCalledWith(expect.objectContaining({ description: "Маяк ночью" }));
    await user.click(screen.getByRole("button", { name: "Change the words" }));
    expect(done.rephrase).toHaveBeenCalled();
    await user.click(screen.getByRole("button", { name: "Delete this message" }));
    expect(done.remove).toHaveBeenCalledOnce();
  });

  it("keeps the pictures that came before it was stopped", () => {
    open(drawing({ run: run({ id: "d1", kind: "image", state: "cancelled" }), variants: four.slice(0, 2) }));
    expect(screen.getAllByRole("radio").length).toBe(2);
    expect(screen.getByText("The picture was stopped")).toBeVisible();
  });
});

describe("the panel", () => {
  let key = 0;
  function openPanel(facts: { fails?: boolean } = {}) {
    const draftKey = `panel ${(key += 1)}`;
    const onDraw = vi.fn(() => (facts.fails ? Promise.reject(new Error("no")) : Promise.resolve()));
    const onClose = vi.fn();
    const house = home();
    house.pictures = [picture({ id: "p7", title: "Koi pond" })];
    return { ...openPart(<DrawPanel draftKey={draftKey} pictures={[]} isBusy={false} error={null} onDraw={onDraw} onClose={onClose} />, house), draftKey, onDraw, onClose };
  }

  it("draws what is described, and is empty then", async () => {
    const { user, onDraw } = openPanel();
    const words = screen.getByRole("textbox", { name: "What to draw" });
    await user.type(words, "  Маяк ночью  ");
    await user.click(screen.getByText("Portrait"));
    await user.click(screen.getByText("4"));
    await user.click(screen.getByRole("button", { name: "Draw 4 variants" }));
    expect(onDraw).toHaveBeenCalledExactlyOnceWith({ description: "Маяк ночью", count: 4, as_written: false, width: 832, height: 1216 });
    await waitFor(() => expect(words).toHaveValue(""));
  });

  it("asks for words first, and keeps them when it could not be drawn", async () => {
    const { user, onDraw } = openPanel({ fails: true });
    await user.click(screen.getByRole("button", { name: "Draw" }));
    expect(screen.getByText("Say first what to draw.")).toBeVisible();
    expect(onDraw).not.toHaveBeenCalled();
    await user.type(screen.getByRole("textbox", { name: "What to draw" }), "Lamp{Control>}{Enter}{/Control}");
    expect(onDraw).toHaveBeenCalledOnce();
    await waitFor(() => expect(screen.getByRole("textbox", { name: "What to draw" })).toHaveValue("Lamp"));
  });

  it("starts from a picture that is dropped, and from one of the gallery", async () => {
    const { user, onDraw } = openPanel();
    await user.upload(screen.getByLabelText("Picture to start from", { selector: "input" }), new File(["x"], "harbour.png", { type: "image/png" }));
    await user.click(await screen.findByRole("button", { name: "Take the picture away" }));
    await user.click(screen.getByRole("button", { name: "From my pictures" }));
    await user.click(await screen.findByRole("button", { name: "Koi pond" }));
    await user.type(screen.getByRole("textbox", { name: "What to change" }), "make it snow");
    // A picture that is changed keeps its own shape.
    expect(screen.queryByText("Portrait")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Draw" }));
    expect(onDraw).toHaveBeenCalledWith(expect.objectContaining({ description: "make it snow", reference: "a-p7" }));
  });

  it("opens the painter over the picture", async () => {
    const { user, draftKey } = openPanel();
    takeReference(draftKey, { id: "a1", name: "Harbour", width: 640, height: 480 });
    await user.click(await screen.findByRole("button", { name: "Change only a part" }));
    const painter = within(await screen.findByRole("dialog", { name: "Mark a part" }));
    const canvas = painter.getByRole("application", { name: "Painting over Harbour" });
    expect([canvas.getAttribute("width"), canvas.getAttribute("height")]).toEqual(["640", "480"]);
    expect(painter.getByRole("button", { name: "Use this mask" })).toBeDisabled();
    await user.keyboard("e");
    expect(painter.getByRole("button", { name: "Eraser" })).toHaveAttribute("aria-pressed", "true");
    await user.click(painter.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("takes up a wish again as it was", async () => {
    const { user, draftKey, onDraw } = openPanel();
    const wish = { description: "Lamp", count: 2, template: "sdxl", steps: 20, width: 640, height: 512, as_written: true, seed: null };
    putWish(draftKey, wish, null);
    await user.click(await screen.findByRole("button", { name: "Draw 2 variants" }));
    expect(onDraw).toHaveBeenCalledWith({ description: "Lamp", count: 2, template: "sdxl", steps: 20, width: 640, height: 512, as_written: true });
  });

  it("closes by Escape", async () => {
    const { user, onClose } = openPanel();
    await user.keyboard("{Escape}");
    expect(onClose).toHaveBeenCalledOnce();
  });
});

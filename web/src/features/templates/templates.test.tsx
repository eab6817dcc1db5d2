import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it, vi } from "vitest";
import type { TemplateInfo } from "@/api/types";
import { refuse } from "@/testing/answers";
import { openPage } from "@/testing/open-page";
import { person, world, type World } from "@/testing/world";

const input = (name: string, node: string, facts: Partial<TemplateInfo["inputs"][number]> = {}): TemplateInfo["inputs"][number] => ({
  ...{ name, role: "other", type: "text", title: "", default: "", minimum: null, maximum: null, step: null, choices: [] },
  ...{ is_required: false, may_replace_link: false, places: [{ node, input: name, placeholder: null }] },
  ...facts,
});
const mine: TemplateInfo = {
  ...{ id: "t1", name: "Portrait, soft light", description: "", style: "tags", purpose: "text_to_image", origin: "own" },
  ...{ is_mine: true, revision: 2, updated_at: "2025-11-03T09:00:00Z", outputs: [], notes: [] },
  inputs: [input("text", "2", { role: "prompt", name: "prompt", default: "a lighthouse" }), input("glow", "3", { type: "number", default: 0.5, minimum: 0, maximum: 1 })],
  graph: {
    1: { class_type: "Loader", inputs: { file: "a" }, _meta: { title: "Checkpoint" } },
    2: { class_type: "Encode", inputs: { prompt: "a lighthouse", clip: ["1", 0] } },
    3: { class_type: "Glow", inputs: { glow: 0.5, blur: 3, image: ["2", 0] } },
  },
};
const house = (facts: Partial<World> = {}) => world({ signedIn: person().id, templates: [structuredClone(mine)], ...facts });
const checked = http.post("*/api/templates/t1/check", () => HttpResponse.json([{ server: "atelier", can_run: true, findings: [] }]));
const workflow = () => new File(["{}"], "portrait.json", { type: "application/json" });

describe("the list", () => {
  it("has the person's own and those that come along, and leads to the form", async () => {
    const { user, history } = openPage("/library", house());
    const own = await screen.findByRole("region", { name: "Yours" });
    expect(within(own).getByRole("link", { name: "Portrait, soft light" })).toHaveAttribute("href", "/library/templates/t1");
    expect(screen.getByRole("region", { name: "Come with Fabula" })).toHaveTextContent("Flux from a picture");
    await user.click(screen.getByRole("button", { name: "Use: Portrait, soft light" }));
    await waitFor(() => expect(history.location.pathname).toBe("/images"));
  });

  it("takes a workflow", async () => {
    const { history } = openPage("/library/templates", house(), [http.post("*/api/templates", () => HttpResponse.json(mine, { status: 201 })), checked]);
    fireEvent.drop(await screen.findByRole("button", { name: /Bring a ComfyUI workflow/ }), { dataTransfer: { files: [workflow()] } });
    await waitFor(() => expect(history.location.pathname).toBe("/library/templates/t1"));
  });

  it("names what of a workflow could not be converted", async () => {
    const problems = [{ node: "7", title: "Glow", class: "Glow", why: "The server has no class Glow.", way_out: "Install its pack." }];
    const facts = { code: "workflow_unusable", message: "It cannot be converted.", details: { problems } };
    openPage("/library/templates", house(), [http.post("*/api/templates", () => refuse(400, facts))]);
    fireEvent.drop(await screen.findByRole("button", { name: /Bring a ComfyUI workflow/ }), { dataTransfer: { files: [workflow()] } });
    const told = await screen.findByRole("region", { name: "What could not be converted" });
    expect(told).toHaveTextContent("Glow (node 7)The server has no class Glow.Install its pack.");
  });
});

describe("a template", () => {
  it("lights the places of its inputs and shows one of them", async () => {
    const { user } = openPage("/library/templates/t1", house(), [checked]);
    expect(await screen.findByText("2 inputs found")).toBeVisible();
    const drawing = screen.getByRole("region", { name: "Drawing of the workflow" });
    await user.click(within(drawing).getByRole("button", { name: /^glow/ }));
    expect(await screen.findByRole("slider", { name: "Without a choice" })).toHaveValue("0.5");
    expect(await screen.findByText("atelier has everything")).toBeVisible();
  });

  it("lists on a phone the nodes that take values", async () => {
    vi.spyOn(window, "matchMedia").mockImplementation((media) => ({ matches: media.includes("max-width: 720px"), media, addEventListener: vi.fn(), removeEventListener: vi.fn() }) as never);
    const { user } = openPage("/library/templates/t1", house(), [checked]);
    const list = await screen.findByRole("region", { name: "Drawing of the workflow" });
    expect(within(list).getAllByRole("button").map((place) => place.textContent)).toEqual(["glow2"]);
    expect(within(list).getByText(/more nodes? (is|are) not drawn/)).toBeVisible();
    await user.click(within(list).getByRole("button", { name: /^glow/ }));
    expect(await screen.findByRole("slider", { name: "Without a choice" })).toHaveValue("0.5");
  });

  it("keeps what was changed of an input", async () => {
    const sent: unknown[] = [];
    const patch = http.patch("*/api/templates/t1", async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json({ ...mine, revision: 3 });
    });
    const { user } = openPage("/library/templates/t1", house(), [checked, patch]);
    const field = await screen.findByRole("textbox", { name: "Shown to people as" });
    await user.clear(field);
    await user.type(field, "Who is it");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent).toEqual([{ inputs: [{ name: "prompt", title: "Who is it" }] }]));
  });

  it("takes an input by hand", async () => {
    const sent: unknown[] = [];
    const add = http.post("*/api/templates/t1/inputs", async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json(mine, { status: 201 });
    });
    const { user } = openPage("/library/templates/t1", house(), [checked, add]);
    await user.click(await screen.findByRole("button", { name: "Add" }));
    const dialog = await screen.findByRole("dialog", { name: "Add an input" });
    await user.click(within(dialog).getByRole("combobox", { name: "Which value" }));
    await user.click(await screen.findByRole("option", { name: "blur: 3", hidden: true }));
    await user.click(within(dialog).getByRole("button", { name: "Add" }));
    await waitFor(() => expect(sent).toEqual([{ name: "blur", address: "3.blur", title: "", role: "other", may_replace_link: false }]));
  });

  it("asks where an input belongs when the new workflow leaves it open", async () => {
    const asked: string[] = [];
    const before = { node: "2", input: "prompt", placeholder: null };
    const place = { node: "9", input: "text", placeholder: null };
    const move = { name: "prompt", fate: "unclear", before, after: null, candidates: [place] };
    const put = http.put("*/api/templates/t1/workflow", ({ request }) => {
      asked.push(new URL(request.url).search);
      if (asked.length === 1) return refuse(409, { code: "bindings_unclear", details: { moves: [move] } });
      return HttpResponse.json({ template: mine, moves: [{ ...move, fate: "moved", after: place }], added: [] });
    });
    const { user } = openPage("/library/templates/t1", house(), [checked, put]);
    await screen.findByRole("button", { name: "Replace file" });
    await user.upload(document.querySelector<HTMLInputElement>("header input[type=file]")!, workflow());
    const dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getByRole("button", { name: "Replace" }));
    await user.click(await within(dialog).findByRole("combobox", { name: "Where does prompt go now?" }));
    await user.click(await screen.findByRole("option", { name: "9.text", hidden: true }));
    await user.click(within(dialog).getByRole("button", { name: "Replace" }));
    expect(await within(dialog).findByText("2.prompt → 9.text")).toBeVisible();
    expect(asked[1]).toBe("?place=prompt%3D9.text");
  });

  it("is tried with its own values", async () => {
    const home = house();
    const { user } = openPage("/library/templates/t1", home, [checked]);
    await user.click(await screen.findByRole("button", { name: "Test" }));
    await waitFor(() => expect(home.orders[0]).toMatchObject({ template: "t1", title: "Portrait, soft light" }));
    expect(await screen.findByRole("button", { name: "Cancel" })).toBeVisible();
  });
});

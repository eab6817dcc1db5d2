/** Pictures, renders and templates of the world, as the server would answer for them. */
import { http, HttpResponse, type RequestHandler } from "msw";
import type { components } from "@/api/schema.gen";
import { empty, nothingHere, paged } from "./answers";
import { run, type World } from "./world";

type Schemas = components["schemas"];

export const picture = (facts: Partial<Schemas["Picture"]> = {}): Schemas["Picture"] => ({
  id: "p1",
  render_id: `render of ${facts.id ?? "p1"}`,
  group_id: "g1",
  asset_id: `a-${facts.id ?? "p1"}`,
  created_at: "2025-11-03T09:00:00Z",
  title: "A lighthouse",
  template: "sdxl",
  source: "",
  seed: 447190231118,
  media_type: "image/png",
  width: 1024,
  height: 768,
  favourite: false,
  demo: true,
  variants: 1,
  url: `/api/assets/a-${facts.id ?? "p1"}/content`,
  thumbnail_url: `/api/assets/a-${facts.id ?? "p1"}/thumbnail`,
  ...facts,
});

export const render = (facts: Partial<Schemas["Render"]> = {}): Schemas["Render"] => ({
  id: "r1",
  group_id: "g1",
  place: 0,
  created_at: "2025-11-03T09:00:00Z",
  title: "A lighthouse",
  source: "",
  template: "sdxl",
  template_name: "Stable Diffusion XL",
  revision: 1,
  values: { prompt: "a lighthouse", width: 1024, height: 1024 },
  seed: 7,
  priority: "interactive",
  deadline: null,
  server: null,
  attempts: [],
  sent_at: null,
  stored_at: null,
  seconds: null,
  destination: null,
  placed_at: null,
  run: run({ id: facts.id ?? "r1", kind: "image.render", title: "A lighthouse" }),
  pictures: [],
  ...facts,
});

const input = (facts: Pick<Schemas["FormInput"], "name" | "role"> & Partial<Schemas["FormInput"]>): Schemas["FormInput"] => ({
  type: "text",
  title: facts.name,
  default: null,
  minimum: null,
  maximum: null,
  step: null,
  choices: [],
  is_required: false,
  ...facts,
});

const PAINTER: Schemas["ServerOption"] = {
  id: "painter",
  name: "Painter",
  demo: true,
  is_there: true,
  reason: "",
  can_run: true,
  missing: [],
  is_warm: true,
  expected_s: 5,
};

export const options = (facts: Partial<Schemas["Options"]> = {}): Schemas["Options"] => ({
  template: "sdxl",
  template_name: "Stable Diffusion XL",
  revision: 1,
  purpose: "text_to_image",
  style: "tags",
  description: "",
  inputs: [
    input({ name: "prompt", role: "prompt", default: "a lighthouse", is_required: true }),
    input({ name: "negative", role: "negative", default: "text" }),
    input({ name: "seed", role: "seed", type: "integer", default: 1 }),
    input({ name: "steps", role: "steps", type: "integer", default: 28, minimum: 1, maximum: 10_000 }),
    input({ name: "width", role: "width", type: "integer", default: 1024 }),
    input({ name: "height", role: "height", type: "integer", default: 1024 }),
    input({ name: "checkpoint", role: "checkpoint", default: "demo.safetensors", choices: ["demo.safetensors", "other.safetensors"] }),
  ],
  servers: [PAINTER],
  expected_s: 5,
  waiting: 0,
  wait_s: 0,
  paused: false,
  ...facts,
});

export const pictureInput = input({ name: "image", role: "image", type: "file", is_required: true });

const template = (id: string, name: string, purpose: Schemas["TemplateItem"]["purpose"]): Schemas["TemplateItem"] => ({
  id,
  name,
  description: "",
  style: "tags",
  purpose,
  origin: "shipped",
  is_mine: false,
  revision: 1,
  updated_at: null,
});

export const shipped = [template("sdxl", "Stable Diffusion XL", "text_to_image"), template("flux-img2img", "Flux from a picture", "image_to_image")];

export const pictureHandlers = (world: World): RequestHandler[] => [...gallery(world), ...renders(world), ...templates(world)];

const gallery = (world: World): RequestHandler[] => [
  http.get("*/api/pictures/count", () =>
    HttpResponse.json({ all: world.pictures.length, favourites: world.pictures.filter(({ favourite }) => favourite).length }),
  ),
  http.get("*/api/pictures", ({ request }) => {
    const query = new URL(request.url).searchParams;
    const words = query.get("q")?.toLowerCase() ?? "";
    const fits = (one: Schemas["Picture"]) => one.title.toLowerCase().includes(words) && (query.get("favourite") !== "true" || one.favourite);
    return paged(world.pictures.filter(fits), request.url);
  }),
  http.get("*/api/pictures/:id", ({ params }) => {
    const found = world.pictures.find(({ id }) => id === params.id);
    if (!found) return nothingHere();
    const siblings = world.pictures.filter((one) => one.group_id === found.group_id);
    return HttpResponse.json({ ...found, template_name: "Stable Diffusion XL", recipe: world.recipe, siblings });
  }),
  http.patch("*/api/pictures/:id", async ({ params, request }) => {
    const found = world.pictures.find(({ id }) => id === params.id);
    if (!found) return nothingHere();
    Object.assign(found, await request.json());
    return HttpResponse.json(found);
  }),
  http.post("*/api/pictures/delete", async ({ request }) => {
    const { ids } = (await request.json()) as { ids: string[] };
    world.pictures = world.pictures.filter(({ id }) => !ids.includes(id));
    return empty();
  }),
  http.post("*/api/assets", () => HttpResponse.json({ id: "uploaded", name: "harbour.png" }, { status: 201 })),
];

const renders = (world: World): RequestHandler[] => [
  http.get("*/api/renders/options", ({ request }) => {
    const wanted = new URL(request.url).searchParams.get("template") ?? "";
    return HttpResponse.json(world.options[wanted] ?? options());
  }),
  http.get("*/api/renders", ({ request }) => {
    const state = new URL(request.url).searchParams.get("state");
    const states = state === "active" ? ["queued", "running"] : [state];
    return paged(world.renders.filter((one) => states.includes(one.run.state)), request.url);
  }),
  http.get("*/api/renders/:id", ({ params }) => {
    const found = world.renders.find(({ id }) => id === params.id);
    return found ? HttpResponse.json({ ...found, graph: {} }) : nothingHere();
  }),
  http.post("*/api/renders", async ({ request }) => {
    const order = (await request.json()) as Schemas["Order"];
    world.orders.push(order);
    return HttpResponse.json(begin(world, order.count), { status: 202 });
  }),
  http.post("*/api/renders/:id/again", async ({ params, request }) => {
    const wish = (await request.json()) as Schemas["Again"];
    world.again.push({ id: String(params.id), vary: wish.vary, count: wish.count });
    return HttpResponse.json(begin(world, wish.count), { status: 202 });
  }),
];

function begin(world: World, count: number): Schemas["Ordered"] {
  const made = Array.from({ length: count }, (_, place) => render({ id: `new-${world.renders.length + place}`, place }));
  world.renders.unshift(...made);
  world.runs.unshift(...made.map((one) => ({ ...one.run, made: null })));
  return { group_id: "g-new", renders: made.map((one) => one.run) };
}

const templates = (world: World): RequestHandler[] => [
  http.get("*/api/templates/shipped", () => HttpResponse.json(shipped)),
  http.get("*/api/templates", ({ request }) => paged(world.templates, request.url)),
  http.get("*/api/templates/:id", ({ params }) => {
    const found = world.templates.find(({ id }) => id === params.id);
    return found ? HttpResponse.json(found) : nothingHere();
  }),
];

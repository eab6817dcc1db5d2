/** Drawings of the world, as the server would tell of them. */
import { http, HttpResponse, type RequestHandler } from "msw";
import type { Drawing, DrawingWish, Variant } from "@/api/types";
import { nothingHere } from "./answers";
import { run, type World } from "./world";

export const variant = (place: number, facts: Partial<Variant> = {}): Variant => ({
  place,
  picture_id: `p${place}`,
  render_id: `r${place}`,
  asset_id: `a${place}`,
  url: `/api/assets/a${place}/content`,
  thumbnail_url: `/api/assets/a${place}/thumbnail`,
  seed: 100 + place,
  width: 1024,
  height: 1024,
  server: "atelier",
  demo: true,
  is_picked: false,
  ...facts,
});

export const asset = (id: string): NonNullable<Drawing["reference"]> => ({
  id,
  kind: "picture",
  media_type: "image/png",
  name: "harbour.png",
  bytes: 1000,
  width: 640,
  height: 480,
  sha256: "",
  created_at: "2025-11-03T09:00:00Z",
  provenance: {},
  url: `/api/assets/${id}/content`,
  thumbnail_url: `/api/assets/${id}/thumbnail`,
});

export const drawing = ({ wish, ...facts }: Partial<Omit<Drawing, "wish">> & { wish?: Partial<Drawing["wish"]> } = {}): Drawing => ({
  run: run({ id: "d1", kind: "image", title: "Маяк ночью", state: "done" }),
  wish: { description: "Маяк ночью", count: 1, as_written: false, ...wish },
  reference: null,
  mask: null,
  parent_id: null,
  seen: "",
  seen_by: "",
  prompt: "A lighthouse at night.",
  negative: "",
  written_by: "storyteller",
  settings: { steps: 28, cfg: 6.5, sampler: "euler", width: 1024, height: 1024, checkpoint: "models/sdxl-base.safetensors" },
  template: "sdxl",
  template_name: "Stable Diffusion XL",
  revision: 1,
  notes: [],
  variants: [],
  ...facts,
});

export const drawingHandlers = (world: World): RequestHandler[] => [
  http.get("*/api/drawings/:id", ({ params }) => {
    const found = world.drawings.find((one) => one.run.id === params.id);
    return found ? HttpResponse.json(found) : nothingHere();
  }),
  http.post("*/api/drawings", async ({ request }) => {
    const wish = (await request.json()) as DrawingWish;
    world.wishes.push(wish);
    const begun = drawing({ wish, run: run({ id: `d-${world.wishes.length}`, kind: "image", title: wish.description }) });
    world.drawings.push(begun);
    world.runs.unshift({ ...begun.run, made: null });
    return HttpResponse.json(begun, { status: 202 });
  }),
];

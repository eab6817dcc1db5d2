/** The contract's endpoints of engines over the world in memory. */
import { http, HttpResponse, type RequestHandler } from "msw";
import type { Channel, OwnedRun, PictureServer } from "@/api/types";
import { empty, nothingHere, refuse, signInNeeded, who } from "./answers";
import { channel, pictureServer } from "./engine-room";
import { run, type World } from "./world";

type Change = { enabled?: boolean; draining?: boolean; place?: number; name?: string };

export const enginesOf = (world: World): RequestHandler[] => {
  const { engineRoom: room } = world;
  const taken = async (request: Request) => {
    const body: unknown = await request.json();
    room.sent.push({ path: `${request.method} ${new URL(request.url).pathname}`, body });
    return body;
  };
  const admins = (answer: () => Response) => {
    const person = who(world);
    if (!person) return signInNeeded();
    return person.role === "admin" ? answer() : refuse(403, { code: "admin_only", message: "Only an administrator may do this." });
  };
  const changed = (all: { id: string }[], id: unknown, { place, ...rest }: Change) => {
    const found = all.find((one) => one.id === id);
    if (!found) return nothingHere();
    Object.assign(found, rest);
    if (place !== undefined) {
      all.splice(all.indexOf(found), 1);
      all.splice(place, 0, found);
    }
    return HttpResponse.json(found);
  };
  const trial = () => new HttpResponse(room.trial.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return [
    http.get("*/api/admin/channels", () => admins(() => HttpResponse.json({ items: room.channels }))),
    http.post("*/api/admin/channels", async ({ request }) => {
      const made = channel({ ...((await taken(request)) as Partial<Channel>), id: "made" });
      room.channels.unshift(made);
      return HttpResponse.json(made, { status: 201 });
    }),
    http.patch("*/api/admin/channels/:id", async ({ request, params }) => changed(room.channels, params.id, (await taken(request)) as Change)),
    http.delete("*/api/admin/channels/:id", ({ params }) => {
      room.channels = room.channels.filter((one) => one.id !== params.id);
      return empty();
    }),
    http.post("*/api/admin/channels/test", async ({ request }) => {
      await taken(request);
      return trial();
    }),
    http.get("*/api/admin/servers", () => admins(() => HttpResponse.json({ items: room.servers }))),
    http.post("*/api/admin/servers", async ({ request }) => {
      const made = pictureServer({ ...((await taken(request)) as Partial<PictureServer>), id: "made" });
      room.servers.unshift(made);
      return HttpResponse.json(made, { status: 201 });
    }),
    http.patch("*/api/admin/servers/:id", async ({ request, params }) => changed(room.servers, params.id, (await taken(request)) as Change)),
    http.delete("*/api/admin/servers/:id", ({ params }) => {
      room.servers = room.servers.filter((one) => one.id !== params.id);
      return empty();
    }),
    http.get("*/api/admin/servers/:id/models", () => HttpResponse.json({ folders: room.files })),
    http.post("*/api/admin/servers/test", async ({ request }) => {
      await taken(request);
      return trial();
    }),
    http.get("*/api/models", () => HttpResponse.json({ channels: room.models })),
    http.get("*/api/models/choices", () => HttpResponse.json({ items: room.choices })),
    http.put("*/api/admin/models/choices/:role", async ({ request, params }) => {
      const body = (await taken(request)) as { channel_id?: string; model?: string };
      const given = { channel_id: body.channel_id ?? null, model: body.model ?? null, chosen: body.model !== undefined, reason: null };
      room.choices = room.choices.map((one) => (one.role === params.role ? { ...one, ...given } : one));
      return empty();
    }),
    http.post("*/api/admin/models/pull", async ({ request }) => {
      const input = (await taken(request)) as { model: string };
      const live = { done: 4_100_000_000, total: 8_200_000_000, unit: "bytes" };
      const begun = run({ id: "pull", kind: "models.pull", title: input.model, input, live });
      world.runs.unshift(begun);
      return HttpResponse.json(begun, { status: 202 });
    }),
    http.post("*/api/admin/models/:act", async ({ request, params }) => {
      const { model: name } = (await taken(request)) as { model: string };
      for (const each of room.models) {
        if (params.act === "delete") each.models = each.models.filter((one) => one.name !== name);
        for (const one of each.models) if (one.name === name) one.loaded = params.act === "load" ? { vram_bytes: 9_400_000_000, context: 8192, until: null } : null;
      }
      return empty();
    }),
    http.get("*/api/usage", () => HttpResponse.json({ items: room.use.filter((one) => one.username === who(world)?.username) })),
    http.get("*/api/admin/models/answers", () => admins(() => HttpResponse.json({ items: room.answers }))),
    http.get("*/api/admin/usage", () => admins(() => HttpResponse.json({ items: room.use }))),
    http.get("*/api/admin/runs", ({ request }) => {
      const kind = new URL(request.url).searchParams.get("kind");
      const owner: OwnedRun["owner"] = { id: "01920000-0000-7000-8000-000000000001", username: "mira", name: "" };
      return HttpResponse.json({ items: world.runs.filter((one) => !kind || one.kind === kind).map((one) => ({ ...one, owner })), next: null });
    }),
    http.get("*/api/admin/gpu", () => admins(() => HttpResponse.json(room.gpu))),
    http.get("*/api/process/status", () => HttpResponse.json(room.programs)),
    http.post("*/api/process/switch", ({ request }) => {
      room.programs.active = new URL(request.url).searchParams.get("service") ?? "";
      return HttpResponse.json(room.programs);
    }),
  ];
};

/** Limits, visibility, use and announcements of the world in memory. */
import { http, HttpResponse, type RequestHandler } from "msw";
import type { components } from "@/api/schema.gen";
import { empty, nothingHere, paged, signInNeeded, who } from "./answers";
import type { World } from "./world";

type Schemas = components["schemas"];

export type Care = {
  limits: Schemas["Standing"][];
  roles: Schemas["RoleLimit"][];
  hidden: Schemas["Hidden"][];
  announcements: Schemas["Announcement"][];
  closed: string[];
  runs: Schemas["UseOfRuns"][];
  servers: Schemas["UseOfServers"][];
  storage: Schemas["UseOfStorage"][];
};

const USES = ["pictures", "messages", "runs", "storage"] as const;

export const standing = (facts: Partial<Schemas["Standing"]> = {}): Schemas["Standing"] => ({
  use: "pictures",
  used: 0,
  limit: null,
  of_role: null,
  is_own: false,
  frees_at: null,
  ...facts,
});

export const noCare = (): Care => ({
  limits: USES.map((use) => standing({ use })),
  roles: (["admin", "user"] as const).flatMap((role) => USES.map((use) => ({ role, use, limit: null }))),
  hidden: [],
  announcements: [],
  closed: [],
  runs: [],
  servers: [],
  storage: [],
});

export const careOf = (world: World): RequestHandler[] => [...limits(world.care), ...announcements(world.care, world), ...looks(world.care), ...people(world)];

const limits = (care: Care): RequestHandler[] => {
  const change = (use: unknown, facts: Partial<Schemas["Standing"]>) => {
    const found = care.limits.find((one) => one.use === use);
    return found ? HttpResponse.json(Object.assign(found, facts)) : nothingHere();
  };
  return [
    http.get("*/api/limits", () => HttpResponse.json({ items: care.limits })),
    http.get("*/api/admin/limits/people/:id", () => HttpResponse.json({ items: care.limits })),
    http.put("*/api/admin/limits/people/:id/:use", async ({ request, params }) => {
      const { limit } = (await request.json()) as { limit: number | null };
      return change(params.use, { limit, is_own: true });
    }),
    http.delete("*/api/admin/limits/people/:id/:use", ({ params }) => {
      const ofRole = care.limits.find((one) => one.use === params.use)?.of_role ?? null;
      return change(params.use, { limit: ofRole, is_own: false });
    }),
    http.get("*/api/admin/limits/roles", () => HttpResponse.json({ items: care.roles })),
    http.put("*/api/admin/limits/roles/:role/:use", async ({ request, params }) => {
      const found = care.roles.find((one) => one.role === params.role && one.use === params.use);
      return found ? HttpResponse.json(Object.assign(found, await request.json())) : nothingHere();
    }),
  ];
};

const announcements = (care: Care, world: World): RequestHandler[] => [
  http.get("*/api/announcements", () => {
    const items = care.announcements.filter((one) => !care.closed.includes(one.id));
    return who(world) ? HttpResponse.json({ items, again_at: null }) : signInNeeded();
  }),
  http.post("*/api/announcements/:id/close", ({ params }) => {
    care.closed.push(String(params.id));
    return empty();
  }),
  http.get("*/api/admin/announcements", ({ request }) => paged(care.announcements, request.url)),
  http.post("*/api/admin/announcements", async ({ request }) => {
    const given = (await request.json()) as Schemas["NewAnnouncement"];
    const at = new Date().toISOString();
    const made = { id: crypto.randomUUID(), author: "mira", created_at: at, ...given, starts_at: given.starts_at ?? at, ends_at: given.ends_at ?? null };
    care.announcements.unshift(made);
    return HttpResponse.json(made, { status: 201 });
  }),
  http.patch("*/api/admin/announcements/:id", async ({ request, params }) => {
    const found = care.announcements.find((one) => one.id === params.id);
    return found ? HttpResponse.json(Object.assign(found, await request.json())) : nothingHere();
  }),
];

const people = (world: World): RequestHandler[] => [
  http.get("*/api/admin/users", ({ request }) => paged(world.people, request.url)),
  http.get("*/api/admin/users/summary", () => HttpResponse.json({ total: 1, admins: 1, users: 0, disabled: 0 })),
  http.get("*/api/auth/sessions", ({ request }) => paged([], request.url)),
  http.get("*/api/auth/keys", ({ request }) => paged([], request.url)),
  http.get("*/api/admin/users/:id/sessions", ({ request }) => paged([], request.url)),
];

const looks = (care: Care): RequestHandler[] => [
  http.get("*/api/admin/visibility", () => HttpResponse.json({ items: care.hidden })),
  http.put("*/api/admin/visibility", async ({ request }) => {
    const { kind, name, hidden } = (await request.json()) as Schemas["Hidden"] & { hidden: boolean };
    care.hidden = care.hidden.filter((one) => one.kind !== kind || one.name !== name);
    if (hidden) care.hidden.push({ kind, name });
    return empty();
  }),
  http.get("*/api/admin/usage/runs", () => HttpResponse.json({ items: care.runs, whole: true })),
  http.get("*/api/admin/usage/servers", () => HttpResponse.json({ items: care.servers })),
  http.get("*/api/admin/usage/storage", () => HttpResponse.json({ items: care.storage })),
];

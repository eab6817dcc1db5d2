/** The contract's endpoints over a world in memory. */
import { http, HttpResponse, type RequestHandler } from "msw";
import type { NewAccount } from "@/api/me";
import type { User } from "@/api/types";
import { empty, nothingHere, paged, refuse, signInNeeded, who } from "./answers";
import { careOf } from "./care";
import { chatHandlers } from "./chat-handlers";
import { drawingHandlers } from "./drawings";
import { enginesOf } from "./engine-handlers";
import { pictureHandlers } from "./pictures";
import { person, type World } from "./world";

const shown = ({ id, username, email, name, role, language, theme, avatar_url, created_at, password_changed_at }: User): User => ({
  id,
  username,
  email,
  name,
  role,
  language,
  theme,
  avatar_url,
  created_at,
  password_changed_at,
});
const ticket = (user: World["people"][number]) => HttpResponse.json({ access_token: "token", token_type: "bearer", user: shown(user) });

export const handlersOf = (world: World): RequestHandler[] => [
  ...[...door(world), ...account(world), ...runs(world), ...house(world), ...enginesOf(world), ...careOf(world)],
  ...[...pictureHandlers(world), ...drawingHandlers(world), ...chatHandlers(world)],
];

const door = (world: World): RequestHandler[] => [
  http.get("*/api/auth/state", () => HttpResponse.json(world.door)),
  http.post("*/api/auth/login", async ({ request }) => {
    const { username, password } = (await request.json()) as { username: string; password: string };
    if (world.throttledFor) {
      return refuse(429, { code: "too_many_attempts", message: "Too many attempts." }, { "Retry-After": String(world.throttledFor) });
    }
    const found = world.people.find((one) => (one.username === username || one.email === username) && one.password === password);
    if (!found) return refuse(401, { code: "wrong_credentials", message: "The name or the password is not right." });
    world.signedIn = found.id;
    world.isShortTokenGood = true;
    return ticket(found);
  }),
  http.post("*/api/auth/register", async ({ request }) => {
    const account = (await request.json()) as NewAccount;
    if (!world.door.first_start && world.door.registration === "closed") return refuse(403, { code: "registration_closed" });
    if (world.people.some((one) => one.username === account.username)) {
      return refuse(409, { code: "username_taken", message: "This name is taken." });
    }
    const { username, email, password } = account;
    const role = world.door.first_start ? ("admin" as const) : ("user" as const);
    const made = person({ id: crypto.randomUUID(), username, email, password, role, name: "" });
    world.people.push(made);
    world.signedIn = made.id;
    world.door = { ...world.door, first_start: false };
    world.usedInvitation = account.invitation ?? null;
    return ticket(made);
  }),
  http.post("*/api/auth/refresh", () => {
    const found = world.people.find((one) => one.id === world.signedIn);
    if (!found || !world.canRenew) return signInNeeded();
    world.isShortTokenGood = true;
    return ticket(found);
  }),
  http.post("*/api/auth/logout", () => {
    world.signedIn = null;
    return empty();
  }),
];

const account = (world: World): RequestHandler[] => [
  http.get("*/api/auth/verify", () => {
    const user = who(world);
    return user ? HttpResponse.json(shown(user)) : signInNeeded();
  }),
  http.patch("*/api/auth/profile", async ({ request }) => {
    const user = who(world);
    if (!user) return signInNeeded();
    Object.assign(user, await request.json());
    return HttpResponse.json(shown(user));
  }),
];

const runs = (world: World): RequestHandler[] => {
  const isActive = (state: string) => state === "queued" || state === "running";
  const fits: Record<string, (state: string) => boolean> = { active: isActive, finished: (state) => !isActive(state) };
  const change = (id: unknown, facts: Partial<World["runs"][number]>) => {
    const run = world.runs.find((one) => one.id === id);
    if (!run) return nothingHere();
    Object.assign(run, facts);
    return HttpResponse.json(run);
  };
  return [
    http.get("*/api/runs", ({ request }) => {
      if (!who(world)) return signInNeeded();
      const state = new URL(request.url).searchParams.get("state");
      const isWanted = state ? (fits[state] ?? ((one: string) => one === state)) : () => true;
      return paged(world.runs.filter((run) => isWanted(run.state)), request.url);
    }),
    http.post("*/api/runs/clear", () => {
      world.runs = world.runs.filter((run) => isActive(run.state));
      return empty();
    }),
    http.post("*/api/runs/:id/cancel", ({ params }) => change(params.id, { state: "cancelled", finished_at: new Date().toISOString() })),
    http.post("*/api/runs/:id/retry", ({ params }) => change(params.id, { state: "queued", error: null, finished_at: null, retryable: false })),
  ];
};

const house = (world: World): RequestHandler[] => [
  http.get("*/api/health", () => HttpResponse.json({ status: "ok", version: "0.0.0" })),
  http.get("*/api/engines", () => HttpResponse.json(world.engines)),
  http.get("*/api/languages", () => HttpResponse.json({ items: world.languages })),
  http.get("*/api/languages/:code", ({ params }) => {
    const pack = world.packs[String(params.code)];
    return pack ? HttpResponse.json(pack) : nothingHere();
  }),
];

/** Every address of the page, and who may stand there. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type RouterHistory,
} from "@tanstack/react-router";
import { doorState, me } from "@/api/me";
import { Shell } from "./shell/shell";
import { AdminOnly } from "./states/admin-only";
import { Broken } from "./states/broken";
import { Missing } from "./states/missing";
import { Starting } from "./states/starting";

type Context = { cache: QueryClient };
// A key that is left out would be taken unchecked from the address, so what does not fit is set to undefined.
type SignInSearch = { to?: string | undefined; ended?: boolean | undefined };
type RegisterSearch = { invitation?: string | undefined };
type RunsSearch = { state?: "active" | "finished" | "failed" | undefined };
type PeopleSearch = { search?: string | undefined; show?: "admins" | "users" | "disabled" | undefined };
type AllRunsSearch = RunsSearch & { owner?: string | undefined; kind?: string | undefined };
type AuditSearch = { actor?: string | undefined; action?: string | undefined; since?: "hour" | "day" | "week" | "month" | undefined };

const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);
const runState = (value: unknown) => (["active", "finished", "failed"] as const).find((state) => state === value);
/** Only a place of this page: never an address that leads elsewhere. */
const placeHere = (value: unknown) => (typeof value === "string" && /^\/(?![/\\])/.test(value) ? value : undefined);

const root = createRootRouteWithContext<Context>()({ component: Outlet });

/** Pages of the front door: for nobody who is already in. */
const door = createRoute({
  getParentRoute: () => root,
  id: "door",
  beforeLoad: async ({ context: { cache }, location }) => {
    const state = await cache.query({ ...doorState, staleTime: "static" });
    const isFirstStart = location.pathname === "/welcome";
    if (state.first_start !== isFirstStart) throw redirect({ to: isFirstStart ? "/" : "/welcome" });
    if (!state.first_start && (await cache.query({ ...me, staleTime: "static" }))) throw redirect({ to: "/" });
  },
});
const welcome = createRoute({
  getParentRoute: () => door,
  path: "/welcome",
  component: lazyRouteComponent(() => import("@/features/sign-in/welcome-page"), "WelcomePage"),
});
const signIn = createRoute({
  getParentRoute: () => door,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): SignInSearch => ({
    to: placeHere(search.to),
    ended: search.ended === true ? true : undefined,
  }),
  component: lazyRouteComponent(() => import("@/features/sign-in/sign-in-page"), "SignInPage"),
});
const register = createRoute({
  getParentRoute: () => door,
  path: "/register",
  validateSearch: (search: Record<string, unknown>): RegisterSearch => ({ invitation: text(search.invitation) }),
  component: lazyRouteComponent(() => import("@/features/sign-in/register-page"), "RegisterPage"),
});

/** Everything for signed-in people. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: async ({ context: { cache }, location }) => {
    const state = await cache.query({ ...doorState, staleTime: "static" });
    if (state.first_start) throw redirect({ to: "/welcome" });
    if (await cache.query({ ...me, staleTime: "static" })) return;
    const place = location.href === "/" ? {} : { to: location.href };
    throw redirect({ to: "/sign-in", search: place });
  },
});
const foundEngines = createRoute({
  getParentRoute: () => inside,
  path: "/welcome/engines",
  component: lazyRouteComponent(() => import("@/features/sign-in/engines-page"), "EnginesPage"),
});
const shell = createRoute({ getParentRoute: () => inside, id: "shell", component: Shell });
const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("./home"), "Home"),
});
const runs = createRoute({
  getParentRoute: () => shell,
  path: "/runs",
  validateSearch: (search: Record<string, unknown>): RunsSearch => ({
    state: runState(search.state),
  }),
  component: lazyRouteComponent(() => import("@/features/runs/runs-page"), "RunsPage"),
});
const account = createRoute({
  getParentRoute: () => shell,
  path: "/account",
  component: lazyRouteComponent(() => import("./account"), "Account"),
});
/** Pages of the house's care hang below this one. */
const care = createRoute({ getParentRoute: () => shell, path: "/admin", component: AdminOnly });
const careHome = createRoute({
  getParentRoute: () => care,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/admin/people/{-$person}", replace: true });
  },
});
const people = createRoute({
  getParentRoute: () => care,
  path: "/people/{-$person}",
  validateSearch: (search: Record<string, unknown>): PeopleSearch => ({
    search: text(search.search),
    show: (["admins", "users", "disabled"] as const).find((name) => name === search.show),
  }),
  component: lazyRouteComponent(() => import("@/features/admin/people/people-page"), "PeoplePage"),
});
const invitations = createRoute({
  getParentRoute: () => care,
  path: "/invitations",
  component: lazyRouteComponent(() => import("@/features/admin/invitations/invitations-page"), "InvitationsPage"),
});
const registration = createRoute({
  getParentRoute: () => care,
  path: "/registration",
  component: lazyRouteComponent(() => import("@/features/admin/registration/registration-page"), "RegistrationPage"),
});
const allRuns = createRoute({
  getParentRoute: () => care,
  path: "/runs",
  validateSearch: (search: Record<string, unknown>): AllRunsSearch => ({
    owner: text(search.owner),
    state: runState(search.state),
    kind: text(search.kind),
  }),
  component: lazyRouteComponent(() => import("@/features/admin/runs/all-runs-page"), "AllRunsPage"),
});
const audit = createRoute({
  getParentRoute: () => care,
  path: "/audit",
  validateSearch: (search: Record<string, unknown>): AuditSearch => ({
    actor: text(search.actor),
    action: text(search.action),
    since: (["hour", "day", "week", "month"] as const).find((span) => span === search.since),
  }),
  component: lazyRouteComponent(() => import("@/features/admin/audit/audit-page"), "AuditPage"),
});
const rest = createRoute({ getParentRoute: () => shell, path: "$", component: Missing });

const routeTree = root.addChildren([
  door.addChildren([welcome, signIn, register]),
  inside.addChildren([foundEngines, shell.addChildren([home, runs, account, care.addChildren([careHome, people, invitations, registration, allRuns, audit]), rest])]),
]);

export function createAppRouter(cache: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree,
    context: { cache },
    ...(history ? { history } : {}),
    defaultPreload: "intent",
    defaultPendingMs: 300,
    defaultPendingMinMs: 200,
    defaultPendingComponent: Starting,
    defaultErrorComponent: Broken,
    defaultNotFoundComponent: Missing,
    defaultViewTransition: true,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- declaration merging needs an interface
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

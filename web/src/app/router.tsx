/** Every address of the page, and who may stand there. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Outlet,
  redirect,
  type RouterHistory,
} from "@tanstack/react-router";
import { chatsSearch } from "@/features/chats/search";
import { imagesSearch } from "@/features/images/search";
import { type AllRunsSearch, type AuditSearch, type PeopleSearch, type RegisterSearch, type RunsSearch, type SignInSearch, placeHere, runState, text } from "./addresses";
import { carePage, latePage } from "./late-page";
import { type Context, outside, withAccount, withAnnouncements } from "./entry";
import { AdminOnly } from "./states/admin-only";
import { Alone, Broken } from "./states/broken";
import { Missing } from "./states/missing";
import { Starting } from "./states/starting";

const root = createRootRouteWithContext<Context>()({ component: Outlet });

/** Pages of the front door: for nobody who is already in. */
const door = createRoute({
  getParentRoute: () => root,
  id: "door",
  beforeLoad: outside,
  errorComponent: Alone,
});
const welcome = createRoute({
  getParentRoute: () => door,
  path: "/welcome",
  component: latePage(() => import("@/features/sign-in/welcome-page"), "WelcomePage"),
});
const signIn = createRoute({
  getParentRoute: () => door,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): SignInSearch => ({
    to: placeHere(search.to),
    ended: search.ended === true ? true : undefined,
  }),
  component: latePage(() => import("@/features/sign-in/sign-in-page"), "SignInPage"),
});
const register = createRoute({
  getParentRoute: () => door,
  path: "/register",
  validateSearch: (search: Record<string, unknown>): RegisterSearch => ({ invitation: text(search.invitation) }),
  component: latePage(() => import("@/features/sign-in/register-page"), "RegisterPage"),
});

/** What somebody shared: for everybody, signed in or not. */
const shared = createRoute({
  getParentRoute: () => root,
  path: "/shared/$token",
  component: latePage(() => import("@/features/shared/shared-page"), "SharedPage"),
});

/** Everything for signed-in people. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: withAccount,
  errorComponent: Alone,
});
const foundEngines = createRoute({
  getParentRoute: () => inside,
  path: "/welcome/engines",
  component: latePage(() => import("@/features/sign-in/engines-page"), "EnginesPage"),
});
const shell = createRoute({ getParentRoute: () => inside, id: "shell", loader: withAnnouncements, staleTime: Infinity, component: latePage(() => import("./shell/shell"), "Shell"), errorComponent: Alone });
const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: latePage(() => import("./home"), "Home"),
});
const runs = createRoute({
  getParentRoute: () => shell,
  path: "/runs",
  validateSearch: (search: Record<string, unknown>): RunsSearch => ({
    state: runState(search.state),
  }),
  component: latePage(() => import("@/features/runs/runs-page"), "RunsPage"),
});
const account = createRoute({
  getParentRoute: () => shell,
  path: "/account",
  component: latePage(() => import("./account"), "Account"),
});
const chats = createRoute({
  getParentRoute: () => shell,
  path: "/chats/{-$chat}",
  validateSearch: chatsSearch,
  component: latePage(() => import("@/features/chats/chats-page"), "ChatsPage"),
});
/** Pictures, and what they are made by. */
const images = createRoute({
  getParentRoute: () => shell,
  path: "/images",
  validateSearch: imagesSearch,
  component: latePage(() => import("@/features/images/images-page"), "ImagesPage"),
});
const image = createRoute({
  getParentRoute: () => shell,
  path: "/images/$picture",
  validateSearch: imagesSearch,
  component: latePage(() => import("@/features/images/detail/detail-page"), "DetailPage"),
});
const compare = createRoute({
  getParentRoute: () => shell,
  path: "/images/$picture/compare",
  validateSearch: (search: Record<string, unknown>) => ({ ...imagesSearch(search), with: text(search.with) }),
  component: latePage(() => import("@/features/images/compare/compare-page"), "ComparePage"),
});
const templates = createRoute({
  getParentRoute: () => shell,
  path: "/library/templates",
  component: latePage(() => import("@/features/templates/templates-page"), "TemplatesPage"),
});
const template = createRoute({
  getParentRoute: () => shell,
  path: "/library/templates/$template",
  component: latePage(() => import("@/features/templates/template-page"), "TemplatePage"),
});
const library = createRoute({
  getParentRoute: () => shell,
  path: "/library",
  beforeLoad: () => {
    throw redirect({ to: "/library/templates", replace: true });
  },
});
const scripts = createRoute({
  getParentRoute: () => shell,
  path: "/images/scripts",
  component: latePage(() => import("@/features/scripts/scripts-page"), "ScriptsPage"),
});
const newScript = createRoute({
  getParentRoute: () => shell,
  path: "/images/scripts/new",
  validateSearch: (search: Record<string, unknown>) => ({ table: text(search.table), name: text(search.name), template: text(search.template) }),
  beforeLoad: ({ search }) => {
    if (!search.table) throw redirect({ to: "/images/scripts", replace: true });
  },
  component: latePage(() => import("@/features/scripts/map-page"), "MapPage"),
});
const script = createRoute({
  getParentRoute: () => shell,
  path: "/images/scripts/$script",
  component: latePage(() => import("@/features/scripts/script-page"), "ScriptPage"),
});
const pictureRoutes = [images, image, compare, scripts, newScript, script, library, templates, template];

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
  component: carePage(() => import("@/features/admin/people/people-page"), "PeoplePage"),
});
/** Pages that their address alone says all of. */
const plainCare = <Path extends string>(path: Path, component: ReturnType<typeof latePage>) =>
  createRoute({ getParentRoute: () => care, path, component });
const invitations = plainCare(
  "/invitations",
  carePage(() => import("@/features/admin/invitations/invitations-page"), "InvitationsPage"),
);
const registration = plainCare(
  "/registration",
  carePage(() => import("@/features/admin/registration/registration-page"), "RegistrationPage"),
);
const limits = plainCare("/limits", carePage(() => import("@/features/admin/limits/limits-page"), "LimitsPage"));
const usage = plainCare("/usage", carePage(() => import("@/features/admin/usage/usage-page"), "UsagePage"));
const announcements = plainCare(
  "/announcements",
  carePage(() => import("@/features/admin/announcements/announcements-page"), "AnnouncementsPage"),
);
const peopleRoutes = [people, invitations, registration, limits, usage, announcements];
const allRuns = createRoute({
  getParentRoute: () => care,
  path: "/runs",
  validateSearch: (search: Record<string, unknown>): AllRunsSearch => ({
    owner: text(search.owner),
    state: runState(search.state),
    kind: text(search.kind),
  }),
  component: carePage(() => import("@/features/admin/runs/all-runs-page"), "AllRunsPage"),
});
const audit = createRoute({
  getParentRoute: () => care,
  path: "/audit",
  validateSearch: (search: Record<string, unknown>): AuditSearch => ({
    actor: text(search.actor),
    action: text(search.action),
    since: (["hour", "day", "week", "month"] as const).find((span) => span === search.since),
  }),
  component: carePage(() => import("@/features/admin/audit/audit-page"), "AuditPage"),
});
/** Who sees to the engines: everybody may look at the models, the rest is the admins'. */
const models = createRoute({
  getParentRoute: () => shell,
  path: "/settings/models",
  component: carePage(() => import("@/features/admin/models/models-page"), "ModelsPage"),
});
const pictureServers = createRoute({
  getParentRoute: () => care,
  path: "/engines",
  component: carePage(() => import("@/features/admin/engines/engines-page"), "EnginesPage"),
});
const gpu = createRoute({
  getParentRoute: () => care,
  path: "/gpu",
  component: carePage(() => import("@/features/admin/gpu/gpu-page"), "GpuPage"),
});
const rest = createRoute({ getParentRoute: () => shell, path: "$", component: Missing });

const routeTree = root.addChildren([
  door.addChildren([welcome, signIn, register]),
  shared,
  inside.addChildren([
    foundEngines,
    shell.addChildren([
      home,
      chats,
      ...pictureRoutes,
      runs,
      account,
      models,
      care.addChildren([careHome, ...peopleRoutes, pictureServers, gpu, allRuns, audit]),
      rest,
    ]),
  ]),
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

/** Who may stand where: before the door, or inside. */
import type { QueryClient } from "@tanstack/react-query";
import { redirect } from "@tanstack/react-router";
import { announcements } from "@/api/announcements";
import { doorState, me } from "@/api/me";

export type Context = { cache: QueryClient };
type Coming = { context: Context; location: { pathname: string; href: string } };

/** For nobody who is already in. */
export async function outside({ context: { cache }, location }: Coming): Promise<void> {
  const state = await cache.query({ ...doorState, staleTime: "static" });
  const isFirstStart = location.pathname === "/welcome";
  if (state.first_start !== isFirstStart) throw redirect({ to: isFirstStart ? "/" : "/welcome" });
  if (!state.first_start && (await cache.query({ ...me, staleTime: "static" }))) throw redirect({ to: "/" });
}

/** For whoever is signed in; others come back here once they are. */
export async function withAccount({ context: { cache }, location }: Coming): Promise<void> {
  const state = await cache.query({ ...doorState, staleTime: "static" });
  if (state.first_start) throw redirect({ to: "/welcome" });
  if (await cache.query({ ...me, staleTime: "static" })) return;
  throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { to: location.href } });
}

/** Read beside the page's own code: what came later would push the page down. */
export async function withAnnouncements({ context: { cache } }: Pick<Coming, "context">): Promise<void> {
  await cache.query({ ...announcements, retry: false }).catch(() => undefined);
}

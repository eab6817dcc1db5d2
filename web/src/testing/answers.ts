/** Shapes that every handler answers with. */
import { HttpResponse, type JsonBodyType } from "msw";
import type { ErrorInfo } from "@/api/types";
import type { World } from "./world";

export const refuse = (status: number, facts: Partial<ErrorInfo> & { code: string }, headers: Record<string, string> = {}) =>
  HttpResponse.json(
    { error: { message: facts.code, who: "user", hint: null, details: null, request_id: "01920000-0000-7000-8000-00000000ffff", ...facts } },
    { status, headers },
  );

export const signInNeeded = () => refuse(401, { code: "not_signed_in", message: "Sign in first." });
export const nothingHere = () => refuse(404, { code: "not_found", message: "There is nothing here." });
export const empty = () => new HttpResponse(null, { status: 204 });

/** The signed-in person of the world, when the short token is good. */
export const who = (world: World) =>
  world.isShortTokenGood ? world.people.find((person) => person.id === world.signedIn) : undefined;

/** A page of a list, with the index as the cursor. */
export const paged = (items: JsonBodyType[], url: string) => {
  const query = new URL(url).searchParams;
  const start = Number(query.get("after") ?? 0);
  const end = start + Number(query.get("limit") ?? 50);
  return HttpResponse.json({ items: items.slice(start, end), next: end < items.length ? String(end) : null });
};

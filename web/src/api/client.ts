/** The typed door to the server. Every call ends in its data or in a `Failure`. */
import createClient from "openapi-fetch";
import { metAnswer, metSilence } from "./connection";
import { type Failure, failureOf, silence } from "./failure";
import { renew } from "./renewal";
import type { paths } from "./schema.gen";

/** A refusal from these says something about what was typed, not about the session. */
const DOORS = ["/api/auth/login", "/api/auth/register", "/api/auth/refresh", "/api/auth/logout"];

export const http = createClient<paths>({ baseUrl: window.location.origin, fetch: send });

const leavers = new Set<() => void>();

/** Be told when the session is over and cannot be renewed. */
export function onSignedOut(listener: () => void): () => void {
  leavers.add(listener);
  return () => leavers.delete(listener);
}

export function signedOut(): void {
  leavers.forEach((listener) => listener());
}

type Answered<Data> = { data?: Data; error?: unknown; response: Response };

/** The data of a call, or its failure thrown. */
export async function answer<Data>(call: Promise<Answered<Data>>): Promise<Data> {
  const { data, error, response } = await call;
  if (!response.ok) throw failureOf(response, error);
  return data as Data;
}

async function send(request: Request): Promise<Response> {
  const left = Date.now();
  const again = request.clone();
  const response = await reach(request);
  if (response.status !== 401 || DOORS.includes(new URL(request.url).pathname)) return response;
  if (await renew(left)) return reach(again);
  signedOut();
  return response;
}

async function reach(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    metAnswer();
    return response;
  } catch (error) {
    if (request.signal.aborted) throw error;
    metSilence();
    throw silence() satisfies Failure;
  }
}

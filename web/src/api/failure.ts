/** The one error of the page: what happened, why, who acts. Made from the server's answer or from its silence. */
import type { ErrorInfo, Who } from "./types";

type Facts = {
  code: string;
  message: string;
  who: Who;
  hint?: string | null;
  details?: Record<string, unknown> | null;
  requestId?: string | null;
  status?: number | null;
  retryAfter?: number | null;
};

export class Failure extends Error {
  readonly code: string;
  readonly who: Who;
  readonly hint: string | null;
  readonly details: Record<string, unknown> | null;
  readonly requestId: string | null;
  readonly status: number | null;
  readonly retryAfter: number | null;

  constructor(facts: Facts) {
    super(facts.message);
    this.name = "Failure";
    this.code = facts.code;
    this.who = facts.who;
    this.hint = facts.hint ?? null;
    this.details = facts.details ?? null;
    this.requestId = facts.requestId ?? null;
    this.status = facts.status ?? null;
    this.retryAfter = facts.retryAfter ?? null;
  }
}

/** No answer came at all. */
export function silence(): Failure {
  return new Failure({ code: "unreachable", message: "Fabula does not answer.", who: "retry" });
}

export function failureOf(response: Response, body: unknown): Failure {
  const { status } = response;
  const wait = Number(response.headers.get("Retry-After"));
  const rest = { status, retryAfter: wait > 0 ? wait : null };
  if (isErrorAnswer(body)) {
    const { request_id: requestId, ...facts } = body.error;
    return new Failure({ ...facts, requestId, ...rest });
  }
  const requestId = response.headers.get("X-Request-ID");
  return status >= 502 && status <= 504
    ? new Failure({ code: "unreachable", message: "Fabula does not answer.", who: "retry", requestId, ...rest })
    : new Failure({ code: "unexpected", message: `The server answered ${status}.`, who: "admin", requestId, ...rest });
}

/** Whatever was thrown, as a failure: a fault of the page itself is one too. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Failure({ code: "page_fault", message, who: "retry" });
}

function isErrorAnswer(body: unknown): body is { error: ErrorInfo } {
  return (
    typeof body === "object" &&
    body !== null &&
    "error" in body &&
    typeof body.error === "object" &&
    body.error !== null &&
    "code" in body.error
  );
}

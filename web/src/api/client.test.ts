import { http as fake, HttpResponse } from "msw";
import { afterEach, describe, expect, it, vi } from "vitest";
import { refuse } from "@/testing/answers";
import { server } from "@/testing/server";
import { answer, http, onSignedOut } from "./client";
import { connection, metAnswer } from "./connection";
import type { Failure } from "./failure";

const ask = () => answer(http.GET("/api/engines"));
const failed = (call: Promise<unknown>) => call.then(() => null, (error: unknown) => error as Failure);

afterEach(metAnswer);

describe("a call", () => {
  it("ends in a failure with everything the server said", async () => {
    server.use(fake.get("*/api/engines", () => refuse(409, { code: "busy", message: "Busy.", who: "retry", hint: "Wait." })));
    expect(await failed(ask())).toMatchObject({ code: "busy", message: "Busy.", who: "retry", hint: "Wait.", status: 409 });
  });

  it("knows how long to wait", async () => {
    server.use(fake.get("*/api/engines", () => refuse(429, { code: "too_many_attempts" }, { "Retry-After": "12" })));
    expect(await failed(ask())).toMatchObject({ retryAfter: 12 });
  });

  it.each([
    [502, "unreachable", "retry"],
    [500, "unexpected", "admin"],
  ])("names an answer %i that is not the server's own", async (status, code, who) => {
    server.use(fake.get("*/api/engines", () => new HttpResponse("<html>", { status })));
    expect(await failed(ask())).toMatchObject({ code, who });
  });

  it("without an answer starts the watch for the server", async () => {
    server.use(fake.get("*/api/engines", () => HttpResponse.error()));
    expect(await failed(ask())).toMatchObject({ code: "unreachable" });
    expect(connection.getState().answers).toBe(false);
  });
});

describe("a refused session", () => {
  it("is renewed once for all calls, and each is asked again", async () => {
    let isGood = false;
    const renewals = vi.fn();
    server.use(
      fake.get("*/api/engines", () => (isGood ? HttpResponse.json({ fine: true }) : refuse(401, { code: "sign_in_expired" }))),
      fake.post("*/api/auth/refresh", () => {
        renewals();
        isGood = true;
        return HttpResponse.json({});
      }),
    );
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([{ fine: true }, { fine: true }, { fine: true }]);
    expect(renewals).toHaveBeenCalledOnce();
  });

  it("is over when it cannot be renewed", async () => {
    const told = vi.fn();
    const leave = onSignedOut(told);
    server.use(
      fake.get("*/api/engines", () => refuse(401, { code: "not_signed_in" })),
      fake.post("*/api/auth/refresh", () => refuse(401, { code: "not_signed_in" })),
    );
    expect(await failed(ask())).toMatchObject({ status: 401 });
    expect(told).toHaveBeenCalledOnce();
    leave();
  });

  it("is not over because the server is silent", async () => {
    const told = vi.fn();
    const leave = onSignedOut(told);
    server.use(
      fake.get("*/api/engines", () => refuse(401, { code: "not_signed_in" })),
      fake.post("*/api/auth/refresh", () => HttpResponse.error()),
    );
    expect(await failed(ask())).toMatchObject({ code: "unreachable" });
    expect(told).not.toHaveBeenCalled();
    leave();
  });
});

import { http, HttpResponse } from "msw";
import { afterEach, describe, expect, it } from "vitest";
import { server } from "@/testing/server";
import { askNow, connection, metAnswer, metSilence, pauseBefore } from "./connection";

afterEach(metAnswer);

describe("a silent server", () => {
  it("is remembered from the first silence, with the time of the next try", () => {
    metSilence();
    const first = connection.getState();
    metSilence();
    expect(connection.getState()).toEqual(first);
    expect(first).toMatchObject({ answers: false, tries: 0 });
    expect(first.nextTryAt).toBeGreaterThan(Date.now());
  });

  it("is asked again until it answers", async () => {
    server.use(http.get("*/api/health", () => HttpResponse.error(), { once: true }), http.get("*/api/health", () => HttpResponse.json({})));
    metSilence();
    await askNow();
    expect(connection.getState()).toMatchObject({ answers: false, tries: 1 });
    await askNow();
    expect(connection.getState()).toEqual({ answers: true, silentSince: null, tries: 0, nextTryAt: null });
  });

  it("is left longer in peace each time, up to ten seconds", () => {
    expect([0, 1, 2, 3, 4, 5, 99].map((tries) => pauseBefore(tries, 0.5))).toEqual([1000, 2000, 4000, 6000, 8000, 10000, 10000]);
  });
});

import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { server } from "@/testing/server";
import { renew } from "./renewal";

const exchanged = vi.fn();

beforeEach(() => {
  vi.resetAllMocks();
  server.use(
    http.post("*/api/auth/refresh", () => {
      exchanged();
      return HttpResponse.json({});
    }),
  );
});

describe("renewing the sign-in", () => {
  it("does not use the cookie again when another tab has just renewed", async () => {
    localStorage.setItem("fabula.renewed", String(Date.now() + 5));
    expect(await renew(Date.now())).toBe(true);
    expect(exchanged).not.toHaveBeenCalled();
  });

  it("renews again for a request that left after the last renewal", async () => {
    localStorage.setItem("fabula.renewed", String(Date.now() - 1000));
    expect(await renew(Date.now())).toBe(true);
    expect(exchanged).toHaveBeenCalledOnce();
  });

  it("waits for the tab that holds the lease where the browser has no locks", async () => {
    localStorage.setItem("fabula.renewing", String(Date.now()));
    const renewed = renew(Date.now());
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(exchanged).not.toHaveBeenCalled();
    localStorage.setItem("fabula.renewed", String(Date.now() + 5));
    localStorage.removeItem("fabula.renewing");
    expect(await renewed).toBe(true);
    expect(exchanged).not.toHaveBeenCalled();
  });

  it("gives the lease back when the server refuses", async () => {
    server.use(http.post("*/api/auth/refresh", () => new HttpResponse(null, { status: 401 })));
    expect(await renew(Date.now())).toBe(false);
    expect(localStorage.getItem("fabula.renewing")).toBeNull();
  });
});

import { http, HttpResponse } from "msw";
import { expect, it, vi } from "vitest";
import { server } from "@/testing/server";
import { connection, metAnswer } from "./connection";
import { untilItComes } from "./late";

const failed = new TypeError("Failed to fetch dynamically imported module");

it("waits for a part while the server is silent, and asks again once it answers", async () => {
  server.use(http.get("*/api/health", () => HttpResponse.error()));
  const load = vi.fn().mockRejectedValueOnce(failed).mockResolvedValue("the part");
  const coming = untilItComes(load);
  await vi.waitFor(() => expect(connection.getState().answers).toBe(false));
  expect(load).toHaveBeenCalledOnce();
  metAnswer();
  await expect(coming).resolves.toBe("the part");
});

it("says so at once when the server answers and the part is still not there", async () => {
  server.use(http.get("*/api/health", () => HttpResponse.json({ status: "ok" })));
  const load = vi.fn().mockRejectedValue(failed);
  await expect(untilItComes(load)).rejects.toBe(failed);
  expect(load).toHaveBeenCalledOnce();
});

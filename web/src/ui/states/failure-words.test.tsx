import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { Failure } from "@/api/failure";
import { speak } from "@/i18n/words";
import { openPart } from "@/testing/open-part";
import { world } from "@/testing/world";
import { ErrorNote } from "./error-note";

const busy = new Failure({ code: "gpu_busy", message: "The GPU of atelier was not free in 60 s.", hint: "Try again later.", who: "retry" });

it("says in English what the server says, with its hint", () => {
  openPart(<ErrorNote error={busy} />, world());
  expect(screen.getByRole("alert")).toHaveTextContent("The GPU of atelier was not free in 60 s. Try again later.");
});

it("says a fault of an engine in other languages too, and keeps the server's own words below", async () => {
  await speak("ru");
  openPart(<ErrorNote error={busy} />, world());
  expect(screen.getByRole("alert")).toHaveTextContent("Видеокарта не освободилась вовремя. Попробуйте, когда другие закончат, или увеличьте GPU_WAIT_TIMEOUT.");
  expect(screen.getByText("The GPU of atelier was not free in 60 s.")).toHaveAttribute("lang", "en");
});

it("names the request only where it is looked for in the server's log", () => {
  const broken = { message: "A fault.", who: "admin", requestId: "r1" } as const;
  openPart(<ErrorNote error={new Failure({ ...broken, code: "internal_error", status: 500 })} />, world());
  openPart(<ErrorNote error={new Failure({ ...broken, code: "limit_reached", status: 429 })} />, world());
  expect(screen.getAllByText("Request r1").length).toBe(1);
});

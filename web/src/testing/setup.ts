import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import { startWords } from "@/i18n/words";
import { server } from "./server";

configure({ asyncUtilTimeout: 4000 });
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
beforeEach(() => startWords("en"));
afterEach(() => {
  cleanup();
  server.resetHandlers();
  localStorage.clear();
});
afterAll(() => server.close());

/** What jsdom has not: layout, media, and a socket that reaches nothing. */
vi.stubGlobal("matchMedia", (query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}));
const nothing = () => undefined;
vi.stubGlobal(
  "ResizeObserver",
  class {
    observe = nothing;
    unobserve = nothing;
    disconnect = nothing;
  },
);
window.HTMLElement.prototype.scrollIntoView = () => undefined;
window.scrollTo = () => undefined;

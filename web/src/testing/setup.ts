import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { startWords } from "@/i18n/words";
import { server } from "./server";

configure({ asyncUtilTimeout: 10_000 });
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
beforeEach(() => startWords("en"));
afterEach(() => {
  cleanup();
  server.resetHandlers();
  localStorage.clear();
});
afterAll(() => server.close());

/** What jsdom has not: layout, media, and a socket that reaches nothing. */
const nothing = () => undefined;
Object.assign(window, {
  matchMedia: (media: string) => ({ matches: false, media, addEventListener: nothing, removeEventListener: nothing }),
  ResizeObserver: class {
    observe = nothing;
    unobserve = nothing;
    disconnect = nothing;
  },
});
Object.assign(window, { CSS: { supports: () => true } });
Object.assign(document, { fonts: { addEventListener: nothing, removeEventListener: nothing } });
window.HTMLElement.prototype.scrollIntoView = () => undefined;
window.scrollTo = () => undefined;

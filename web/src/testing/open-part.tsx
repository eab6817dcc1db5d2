import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { createCache } from "@/app/cache";
import { Providers } from "@/app/providers";
import { handlersOf } from "./handlers";
import { liveHandler } from "./live";
import { server } from "./server";
import type { World } from "./world";

/** A part of the page by itself, on what every part stands on; `show` puts another in its place. */
export function openPart(part: ReactNode, world?: World, first: Parameters<typeof server.use> = []) {
  server.use(...first, ...(world ? handlersOf(world) : []), liveHandler);
  const cache = createCache();
  // Links are links, though they lead nowhere.
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  const around = (shown: ReactNode) => (
    <Providers cache={cache}>
      <RouterContextProvider router={router as never}>{shown}</RouterContextProvider>
    </Providers>
  );
  const { container, rerender } = render(around(part));
  return { user: userEvent.setup({ delay: null }), container, cache, show: (next: ReactNode) => rerender(around(next)) };
}

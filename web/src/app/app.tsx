import { type RouterHistory, RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { createCache } from "./cache";
import { Providers } from "./providers";
import { createAppRouter } from "./router";
import { SessionWatch } from "./session-watch";

/** The page with all that it stands on. Tests render the same with their own history. */
export function App({ history }: { history?: RouterHistory }) {
  const [cache] = useState(createCache);
  const [router] = useState(() => createAppRouter(cache, history));
  return (
    <Providers cache={cache}>
      <SessionWatch router={router} />
      <RouterProvider router={router} />
    </Providers>
  );
}

import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { type RouterHistory, RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { theme } from "@/ui/theme/theme";
import { createCache } from "./cache";
import { colorScheme } from "./look";
import { createAppRouter } from "./router";
import { SessionWatch } from "./session-watch";

/** The page with all that it stands on. Tests render the same with their own history. */
export function App({ history }: { history?: RouterHistory }) {
  const [cache] = useState(createCache);
  const [router] = useState(() => createAppRouter(cache, history));
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorScheme}
      withCssVariables={false}
      withGlobalClasses={false}
      deduplicateInlineStyles={false}
    >
      <QueryClientProvider client={cache}>
        <SessionWatch router={router} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}

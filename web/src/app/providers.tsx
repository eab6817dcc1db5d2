import { MantineProvider } from "@mantine/core";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import { connection } from "@/api/connection";
import { Silence } from "@/ui/states/silence";
import { theme } from "@/ui/theme/theme";
import { colorScheme } from "./look";

/** What every part of the page stands on. */
export function Providers({ cache, children }: { cache: QueryClient; children: ReactNode }) {
  const isSilent = useStore(connection, (state) => !state.answers);
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
        <Silence value={isSilent}>{children}</Silence>
      </QueryClientProvider>
    </MantineProvider>
  );
}

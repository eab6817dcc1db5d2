/** The cache of what the server has said. */
import { QueryClient } from "@tanstack/react-query";
import { asFailure } from "@/api/failure";

export function createCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        networkMode: "always",
        retry: (times, error) => times < 2 && asFailure(error).code === "unreachable",
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}

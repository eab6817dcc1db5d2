/** What everybody used, as the rooms of the server tell it. */
import { queryOptions } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import type { UseOfModel, UseOfRuns, UseOfServers, UseOfStorage } from "@/api/types";

export type Usage = { runs: UseOfRuns[]; models: UseOfModel[]; servers: UseOfServers[]; storage: UseOfStorage[] };

export const usageOf = (days: number) =>
  queryOptions({
    queryKey: ["admin", "usage", days],
    queryFn: async ({ signal }): Promise<Usage> => {
      const params = { query: { days } };
      const [runs, models, servers, storage] = await Promise.all([
        answer(http.GET("/api/admin/usage/runs", { params, signal })),
        answer(http.GET("/api/admin/usage", { params, signal })),
        answer(http.GET("/api/admin/usage/servers", { params, signal })),
        answer(http.GET("/api/admin/usage/storage", { signal })),
      ]);
      return { runs: runs.items, models: models.items, servers: servers.items, storage: storage.items };
    },
    // Read once when the page opens, not with every run that ends somewhere.
    staleTime: 30_000,
  });

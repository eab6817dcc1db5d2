/** What can write and draw here just now. */
import { queryOptions } from "@tanstack/react-query";
import { answer, http } from "./client";

export const engines = queryOptions({
  queryKey: ["engines"],
  queryFn: ({ signal }) => answer(http.GET("/api/engines", { signal })),
  staleTime: 30_000,
  refetchInterval: 60_000,
});

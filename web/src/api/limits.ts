/** What one uses, and how much one may. */
import { queryOptions } from "@tanstack/react-query";
import { answer, http } from "./client";

export const myLimits = queryOptions({
  queryKey: ["limits"],
  queryFn: async ({ signal }) => (await answer(http.GET("/api/limits", { signal }))).items,
  // Every picture changes it.
  staleTime: 0,
});

/** Who may make an account. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import { doorState } from "@/api/me";
import { SAVING } from "@/api/saving";
import type { RegistrationMode } from "@/api/types";

export const registration = queryOptions({
  queryKey: ["admin", "registration"],
  queryFn: async ({ signal }): Promise<RegistrationMode> => (await answer(http.GET("/api/admin/registration", { signal }))).mode,
});

export function useChooseRegistration() {
  const cache = useQueryClient();
  return useMutation({
    mutationKey: SAVING,
    // One after the other: the last choice is the one that holds.
    scope: { id: "registration" },
    mutationFn: async (mode: RegistrationMode) => (await answer(http.PUT("/api/admin/registration", { body: { mode } }))).mode,
    onSuccess: async (mode) => {
      // What was asked before knows nothing of it.
      await cache.cancelQueries({ queryKey: registration.queryKey });
      cache.setQueryData(registration.queryKey, mode);
      void cache.invalidateQueries({ queryKey: doorState.queryKey });
      void cache.invalidateQueries({ queryKey: ["admin", "audit"] });
    },
  });
}

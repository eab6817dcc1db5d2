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
    mutationFn: async (mode: RegistrationMode) => (await answer(http.PUT("/api/admin/registration", { body: { mode } }))).mode,
    onSuccess: (mode) => {
      cache.setQueryData(registration.queryKey, mode);
      void cache.invalidateQueries({ queryKey: doorState.queryKey });
      void cache.invalidateQueries({ queryKey: ["admin", "audit"] });
    },
  });
}

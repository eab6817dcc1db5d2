/** Models and templates that only admins see and use. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "./client";
import type { HiddenThing } from "./types";

export const hiddenThings = queryOptions({
  queryKey: ["admin", "visibility"],
  queryFn: async ({ signal }) => (await answer(http.GET("/api/admin/visibility", { signal }))).items,
});

export const isHidden = (all: HiddenThing[] | undefined, kind: HiddenThing["kind"], name: string) =>
  all?.some((one) => one.kind === kind && one.name === name) ?? false;

export function useChangeVisibility() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: HiddenThing & { hidden: boolean }) => answer(http.PUT("/api/admin/visibility", { body })),
    onSuccess: async () => {
      void cache.invalidateQueries({ queryKey: ["admin", "audit"] });
      await cache.invalidateQueries({ queryKey: hiddenThings.queryKey });
    },
  });
}

/** How much roles and people may use. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import { SAVING } from "@/api/saving";
import type { Role, Use } from "@/api/types";

const LIMITS = ["admin", "limits"] as const;

export const roleLimits = queryOptions({
  queryKey: [...LIMITS, "roles"],
  queryFn: async ({ signal }) => (await answer(http.GET("/api/admin/limits/roles", { signal }))).items,
});

export const limitsOf = (user_id: string) =>
  queryOptions({
    queryKey: [...LIMITS, "people", user_id],
    queryFn: async ({ signal }) =>
      (await answer(http.GET("/api/admin/limits/people/{user_id}", { params: { path: { user_id } }, signal }))).items,
  });

function useAct<Given, Told>(mutationFn: (given: Given) => Promise<Told>) {
  const cache = useQueryClient();
  return useMutation({
    mutationKey: SAVING,
    mutationFn,
    onSuccess: async () => {
      void cache.invalidateQueries({ queryKey: ["admin", "audit"] });
      void cache.invalidateQueries({ queryKey: ["limits"] });
      await cache.invalidateQueries({ queryKey: LIMITS });
    },
  });
}

type OfRole = { role: Role; use: Use; limit: number | null };
type OfPerson = { id: string; use: Use; limit: number | null };

export const useLimitRole = () =>
  useAct(({ role, use, limit }: OfRole) =>
    answer(http.PUT("/api/admin/limits/roles/{role}/{use}", { params: { path: { role, use } }, body: { limit } })),
  );
export const useLimitPerson = () =>
  useAct(({ id, use, limit }: OfPerson) =>
    answer(http.PUT("/api/admin/limits/people/{user_id}/{use}", { params: { path: { user_id: id, use } }, body: { limit } })),
  );
export const useFollowRole = () =>
  useAct(({ id, use }: { id: string; use: Use }) =>
    answer(http.DELETE("/api/admin/limits/people/{user_id}/{use}", { params: { path: { user_id: id, use } } })),
  );

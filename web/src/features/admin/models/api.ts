/** The models of all channels, what each is taken for, and what was used of them. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import { choices } from "@/api/models";
import { placeRun } from "@/api/runs";
import { SAVING } from "@/api/saving";
import type { ModelRole } from "@/api/types";
import { everyRun } from "../runs/api";

export const PULL = "models.pull";
/** Models that are being installed, by whomever. */
export const pulls = everyRun({ kind: PULL });

export type Whose = "mine" | "everybody";

export const useOf = (whose: Whose, days: number) =>
  queryOptions({
    queryKey: ["models", "use", whose, days],
    queryFn: async ({ signal }) => {
      const query = { params: { query: { days } }, signal };
      return (await answer(whose === "mine" ? http.GET("/api/usage", query) : http.GET("/api/admin/usage", query))).items;
    },
  });

/** How models fared with answers in a shape since the server started. */
export const answersOf = queryOptions({
  queryKey: ["models", "answers"],
  queryFn: async ({ signal }) => (await answer(http.GET("/api/admin/models/answers", { signal }))).items,
});

type OnChannel = { channel_id: string; model: string };

/** An act on models: what is listed and chosen is read again. */
function useAct<Given, Told>(mutationFn: (given: Given) => Promise<Told>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: async () => {
      void cache.invalidateQueries({ queryKey: ["admin", "audit"] });
      await cache.invalidateQueries({ queryKey: ["models"] });
    },
  });
}

export const useLoadModel = () => useAct((body: OnChannel) => answer(http.POST("/api/admin/models/load", { body })));
export const useUnloadModel = () => useAct((body: OnChannel) => answer(http.POST("/api/admin/models/unload", { body })));
export const useDeleteModel = () => useAct((body: OnChannel) => answer(http.POST("/api/admin/models/delete", { body })));

export function useInstallModel() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: OnChannel) => answer(http.POST("/api/admin/models/pull", { body })),
    onSuccess: async (run) => {
      placeRun(cache, run);
      await cache.invalidateQueries({ queryKey: pulls.queryKey });
    },
  });
}

export function useChooseModel() {
  const cache = useQueryClient();
  return useMutation({
    mutationKey: SAVING,
    mutationFn: ({ role, ...body }: { role: ModelRole } & Partial<OnChannel>) =>
      answer(http.PUT("/api/admin/models/choices/{role}", { params: { path: { role } }, body })),
    onSettled: () => cache.invalidateQueries({ queryKey: choices.queryKey }),
  });
}

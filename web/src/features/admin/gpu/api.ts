/** The cards and the programs on them, as they are this moment. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "@/api/client";

const LOOK_AGAIN_MS = 2_000;

export const gpu = queryOptions({
  queryKey: ["admin", "gpu"],
  queryFn: ({ signal }) => answer(http.GET("/api/admin/gpu", { signal })),
  refetchInterval: LOOK_AGAIN_MS,
});

export const programs = queryOptions({
  queryKey: ["admin", "programs"],
  queryFn: ({ signal }) => answer(http.GET("/api/process/status", { signal })),
  refetchInterval: LOOK_AGAIN_MS,
});

export type Switchable = "ollama" | "comfyui";

export function useSwitch() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (service: Switchable) => answer(http.POST("/api/process/switch", { params: { query: { service } } })),
    onSuccess: (state) => cache.setQueryData(programs.queryKey, state),
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: ["engines"] });
      void cache.invalidateQueries({ queryKey: ["admin"] });
    },
  });
}

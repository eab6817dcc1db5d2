/** Picture servers: which there are, how they are this moment, what lies on them. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "./client";
import { lines } from "./lines";
import { SAVING } from "./saving";
import type { components } from "./schema.gen";
import type { PictureServer, TrialStep } from "./types";

const LOOK_AGAIN_MS = 3_000;

export const servers = queryOptions({
  queryKey: ["admin", "servers"],
  queryFn: async ({ signal }) => (await answer(http.GET("/api/admin/servers", { signal }))).items,
  refetchInterval: LOOK_AGAIN_MS,
});

const at = (server_id: string) => ({ params: { path: { server_id } } });

/** Model files by folder. */
export const filesOf = (id: string) =>
  queryOptions({
    queryKey: ["admin", "servers", id, "files"],
    queryFn: async ({ signal }) => (await answer(http.GET("/api/admin/servers/{server_id}/models", { ...at(id), signal }))).folders,
    staleTime: 300_000,
    retry: false,
  });

function useAct<Given, Told>(mutationFn: (given: Given) => Promise<Told>) {
  const cache = useQueryClient();
  return useMutation({
    mutationKey: SAVING,
    mutationFn,
    onSettled: async () => {
      for (const key of [["engines"], ["admin", "audit"]]) void cache.invalidateQueries({ queryKey: key });
      await cache.invalidateQueries({ queryKey: servers.queryKey, exact: true });
    },
  });
}

export type NewServer = components["schemas"]["NewServer"];
export type ServerChange = components["schemas"]["ServerChange"];
export type ServerTrial = components["schemas"]["ServerTrial"];

export const useMakeServer = () => useAct((body: NewServer) => answer(http.POST("/api/admin/servers", { body })));
export const useDeleteServer = () => useAct((id: string) => answer(http.DELETE("/api/admin/servers/{server_id}", at(id))));

export function useChangeServer() {
  const cache = useQueryClient();
  return useAct(async ({ id, ...body }: ServerChange & { id: string }) => {
    const server = await answer(http.PATCH("/api/admin/servers/{server_id}", { ...at(id), body }));
    cache.setQueryData(servers.queryKey, (before) => before?.map((one) => (one.id === id ? server : one)));
    return server;
  });
}

export const isBuiltIn = (server: PictureServer) => server.origin === "builtin";
export const isFixed = (server: PictureServer) => isBuiltIn(server) || server.origin === "settings";

export const tryServer = (body: ServerTrial, signal: AbortSignal) =>
  lines<TrialStep>(http.POST("/api/admin/servers/test", { body, signal, parseAs: "stream" }));

/** Channels: where language models are asked, in which order. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "./client";
import { lines } from "./lines";
import { SAVING } from "./saving";
import type { components } from "./schema.gen";
import type { Channel, TrialStep } from "./types";

const LOOK_AGAIN_MS = 5_000;

export const channels = queryOptions({
  queryKey: ["admin", "channels"],
  queryFn: async ({ signal }) => (await answer(http.GET("/api/admin/channels", { signal }))).items,
  refetchInterval: LOOK_AGAIN_MS,
});

const at = (channel_id: string) => ({ params: { path: { channel_id } } });

/** An act on channels: what hangs on them is read again. */
function useAct<Given, Told>(mutationFn: (given: Given) => Promise<Told>) {
  const cache = useQueryClient();
  return useMutation({
    mutationKey: SAVING,
    mutationFn,
    onSettled: async () => {
      for (const key of [["models"], ["engines"], ["admin", "audit"]]) void cache.invalidateQueries({ queryKey: key });
      await cache.invalidateQueries({ queryKey: channels.queryKey });
    },
  });
}

export type NewChannel = components["schemas"]["NewChannel"];
export type ChannelChange = components["schemas"]["ChannelChange"];
export type ChannelTrial = components["schemas"]["ChannelTrial"];

export const useMakeChannel = () => useAct((body: NewChannel) => answer(http.POST("/api/admin/channels", { body })));
export const useDeleteChannel = () => useAct((id: string) => answer(http.DELETE("/api/admin/channels/{channel_id}", at(id))));

export function useChangeChannel() {
  const cache = useQueryClient();
  return useAct(({ id, ...body }: ChannelChange & { id: string }) => {
    // What is seen at once: the switch and the order.
    cache.setQueryData(channels.queryKey, (before) => before && changed(before, id, body));
    return answer(http.PATCH("/api/admin/channels/{channel_id}", { ...at(id), body }));
  });
}

function changed(before: Channel[], id: string, { enabled, place }: ChannelChange): Channel[] {
  const after = before.map((one) => (one.id === id ? { ...one, enabled: enabled ?? one.enabled } : one));
  const moved = after.find((one) => one.id === id);
  if (!moved || place === undefined || place === null) return after;
  const rest = after.filter((one) => one !== moved);
  return [...rest.slice(0, place), moved, ...rest.slice(place)];
}

export const tryChannel = (body: ChannelTrial, signal: AbortSignal) =>
  lines<TrialStep>(http.POST("/api/admin/channels/test", { body, signal, parseAs: "stream" }));

/** What the admins tell everybody. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "./client";

const SOONEST_MS = 1000;
const LATEST_MS = 6 * 3_600_000;

export const announcements = queryOptions({
  queryKey: ["announcements"],
  queryFn: ({ signal }) => answer(http.GET("/api/announcements", { signal })),
  // The server says when something begins or ends; the rest is told by the socket.
  refetchInterval: ({ state }) => waitOf(state.data?.again_at ?? null),
});

function waitOf(at: string | null): number | false {
  return at === null ? false : Math.min(LATEST_MS, Math.max(SOONEST_MS, Date.parse(at) - Date.now() + 250));
}

export function useCloseAnnouncement() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (announcement_id: string) =>
      answer(http.POST("/api/announcements/{announcement_id}/close", { params: { path: { announcement_id } } })),
    onMutate: (id) => {
      cache.setQueryData(announcements.queryKey, (known) => known && { ...known, items: known.items.filter((one) => one.id !== id) });
    },
    onSettled: () => cache.invalidateQueries({ queryKey: announcements.queryKey }),
  });
}

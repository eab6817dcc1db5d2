/** What was, is and will be said to people. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import { paged } from "@/api/paged";
import type { AnnouncementChange, NewAnnouncement } from "@/api/types";

export const history = paged(["admin", "announcements"], (query, signal) =>
  answer(http.GET("/api/admin/announcements", { params: { query }, signal })),
);

function useAct<Given, Told>(mutationFn: (given: Given) => Promise<Told>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: async () => {
      void cache.invalidateQueries({ queryKey: ["admin", "audit"] });
      void cache.invalidateQueries({ queryKey: ["announcements"] });
      await cache.invalidateQueries({ queryKey: history.queryKey });
    },
  });
}

const at = (announcement_id: string) => ({ params: { path: { announcement_id } } });

export const useAnnounce = () => useAct((body: NewAnnouncement) => answer(http.POST("/api/admin/announcements", { body })));
export const useChangeAnnouncement = () =>
  useAct(({ id, ...body }: AnnouncementChange & { id: string }) =>
    answer(http.PATCH("/api/admin/announcements/{announcement_id}", { ...at(id), body })),
  );
export const useDeleteAnnouncement = () =>
  useAct((id: string) => answer(http.DELETE("/api/admin/announcements/{announcement_id}", at(id))));

/** Links by which newcomers make an account. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import { paged } from "@/api/paged";
import type { Role } from "@/api/types";

export const invitations = paged(["admin", "invitations"], (query, signal) =>
  answer(http.GET("/api/admin/invitations", { params: { query }, signal })),
);

function useAct<Given, Told>(mutationFn: (given: Given) => Promise<Told>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: async () => {
      void cache.invalidateQueries({ queryKey: ["admin", "audit"] });
      await cache.invalidateQueries({ queryKey: invitations.queryKey });
    },
  });
}

type Terms = { role: Role; uses: number; days: number; note: string };

export const useMakeInvitation = () => useAct((body: Terms) => answer(http.POST("/api/admin/invitations", { body })));
export const useRevokeInvitation = () =>
  useAct((invitation_id: string) =>
    answer(http.DELETE("/api/admin/invitations/{invitation_id}", { params: { path: { invitation_id } } })),
  );

/** What is sent to whom is invited. */
export const linkOf = (code: string) => `${window.location.origin}/register?invitation=${encodeURIComponent(code)}`;

/** The person's own picture, password, sessions and keys. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import { me } from "@/api/me";
import { paged } from "@/api/paged";
import { SAVING } from "@/api/saving";
import type { User } from "@/api/types";

export const sessions = paged(["sessions"], (query, signal) => answer(http.GET("/api/auth/sessions", { params: { query }, signal })));
export const keys = paged(["keys"], (query, signal) => answer(http.GET("/api/auth/keys", { params: { query }, signal })));

/** A change of the person, who is shown anew everywhere. */
function useChangeOfMe<Given>(mutationFn: (given: Given) => Promise<User>, mutationKey: string[] = SAVING) {
  const cache = useQueryClient();
  return useMutation({ mutationKey, mutationFn, onSuccess: (user) => cache.setQueryData(me.queryKey, user) });
}

/** A change of a list, which is then read again. */
function useChangeOf<Given, Told>(queryKey: readonly unknown[], mutationFn: (given: Given) => Promise<Told>) {
  const cache = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => cache.invalidateQueries({ queryKey }) });
}

const asForm = (body: object) => {
  const form = new FormData();
  Object.entries(body).forEach(([name, value]) => form.append(name, value as Blob));
  return form;
};

// The generated type of a file is text; the form carries the file itself.
export const usePutPicture = () =>
  useChangeOfMe((file: File) =>
    answer(http.PUT("/api/auth/avatar", { body: { file: file as unknown as string }, bodySerializer: asForm })),
  );
export const useRemovePicture = () => useChangeOfMe(() => answer(http.DELETE("/api/auth/avatar")));

export function useChangePassword() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { current_password: string; new_password: string }) => answer(http.POST("/api/auth/password", { body })),
    onSuccess: async (user) => {
      cache.setQueryData(me.queryKey, user);
      await cache.invalidateQueries({ queryKey: sessions.queryKey });
    },
  });
}

export const useEndSession = () =>
  useChangeOf(sessions.queryKey, (session_id: string) =>
    answer(http.DELETE("/api/auth/sessions/{session_id}", { params: { path: { session_id } } })),
  );
export const useEndOtherSessions = () => useChangeOf(sessions.queryKey, () => answer(http.DELETE("/api/auth/sessions")));

type NewKey = { name: string; expires_at: string | null };

export const useMakeKey = () => useChangeOf(keys.queryKey, (body: NewKey) => answer(http.POST("/api/auth/keys", { body })));
export const useRenameKey = () =>
  useChangeOf(keys.queryKey, ({ id, name }: { id: string; name: string }) =>
    answer(http.PATCH("/api/auth/keys/{key_id}", { params: { path: { key_id: id } }, body: { name } })),
  );
export const useRevokeKey = () =>
  useChangeOf(keys.queryKey, (key_id: string) => answer(http.DELETE("/api/auth/keys/{key_id}", { params: { path: { key_id } } })));

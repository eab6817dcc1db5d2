/** Who is signed in, and the state of the front door. */
import { type QueryClient, queryOptions, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, http } from "./client";
import { Failure } from "./failure";
import { SAVING } from "./saving";
import type { paths } from "./schema.gen";
import type { User } from "./types";

export type ProfileChange = Partial<Pick<User, "name" | "email" | "language" | "theme">>;
export type Credentials = paths["/api/auth/login"]["post"]["requestBody"]["content"]["application/json"];
export type NewAccount = paths["/api/auth/register"]["post"]["requestBody"]["content"]["application/json"];

export const doorState = queryOptions({
  queryKey: ["door"],
  queryFn: ({ signal }) => answer(http.GET("/api/auth/state", { signal })),
  staleTime: 60_000,
});

/** The person, or null when nobody is signed in. */
export const me = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }): Promise<User | null> => {
    try {
      return await answer(http.GET("/api/auth/verify", { signal }));
    } catch (error) {
      if (error instanceof Failure && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Infinity,
});

export const signIn = (credentials: Credentials) => answer(http.POST("/api/auth/login", { body: credentials }));
export const register = (account: NewAccount) => answer(http.POST("/api/auth/register", { body: account }));
export const signOut = () => answer(http.POST("/api/auth/logout"));

const OF_NOBODY = new Set<unknown>(["me", "door", "languages"]);

/** Forget what was read for a person who has left, once no page of theirs stands; else it would ask for everything anew. */
export function forgetAll(cache: QueryClient): void {
  cache.removeQueries({ predicate: ({ queryKey }) => !OF_NOBODY.has(queryKey[0]) });
  cache.getMutationCache().clear();
}

/** The signed-in person; only for pages inside the shell, which opens for nobody else. While the page leaves, who it was. */
export function useMe(): User {
  const { data } = useSuspenseQuery(me);
  const [last, setLast] = useState(data);
  if (data && data !== last) setLast(data);
  const person = data ?? last;
  if (!person) throw new Failure({ code: "signed_out", message: "You are signed out.", who: "user" });
  return person;
}

/** Change something of the own profile; the page shows it at once, goes back if the server refuses, and may be left meanwhile. */
export function useChangeProfile() {
  const cache = useQueryClient();
  return useMutation({
    mutationKey: SAVING,
    mutationFn: (change: ProfileChange) => answer(http.PATCH("/api/auth/profile", { body: change, keepalive: true })),
    onMutate: async (change) => {
      await cache.cancelQueries({ queryKey: me.queryKey });
      const before = cache.getQueryData(me.queryKey);
      if (before) cache.setQueryData(me.queryKey, { ...before, ...change });
      return { before };
    },
    onError: (_error, _change, kept) => cache.setQueryData(me.queryKey, kept?.before),
    onSuccess: (user) => cache.setQueryData(me.queryKey, user),
  });
}

/** The people of this server, as their administrators see and change them. */
import { type InfiniteData, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import { me } from "@/api/me";
import { paged } from "@/api/paged";
import type { AdminUser, Role } from "@/api/types";

export type PeopleFilter = { search?: string; role?: Role; state?: "active" | "disabled" };

type Page = { items: AdminUser[]; next: string | null };

const USERS = ["admin", "users"] as const;
const MOST_PAGES = 10;

const at = (user_id: string) => ({ params: { path: { user_id } } });

export const people = (filter: PeopleFilter) =>
  paged([...USERS, "list", filter], (page, signal) =>
    answer(http.GET("/api/admin/users", { params: { query: { ...page, ...filter } }, signal })),
  );

export const counts = queryOptions({
  queryKey: [...USERS, "counts"],
  queryFn: ({ signal }) => answer(http.GET("/api/admin/users/summary", { signal })),
});

export const findPeople = async (search: string, limit: number, signal: AbortSignal) =>
  (await answer(http.GET("/api/admin/users", { params: { query: { search, limit } }, signal }))).items;

/** One person by user name; null when there is nobody. */
export const personNamed = (username: string) =>
  queryOptions({ queryKey: [...USERS, "named", username], queryFn: ({ signal }) => lookFor(username, signal) });

/** The server finds parts of names, so the whole name may stand on a later page. */
async function lookFor(username: string, signal: AbortSignal): Promise<AdminUser | null> {
  let after: string | null = "";
  for (let page = 0; page < MOST_PAGES && after !== null; page += 1) {
    const query = { search: username, limit: 200, ...(after ? { after } : {}) };
    const told: Page = await answer(http.GET("/api/admin/users", { params: { query }, signal }));
    const found = told.items.find((one) => one.username === username);
    if (found) return found;
    after = told.next;
  }
  return null;
}

/** Asked anew when their number changes, and not with every news of people: the person may be gone by then. */
export const sessionsOf = ({ id, sessions }: AdminUser) => ({
  ...paged(["admin", "sessions", id, sessions], (query, signal) =>
    answer(http.GET("/api/admin/users/{user_id}/sessions", { params: { path: { user_id: id }, query }, signal })),
  ),
  placeholderData: keepPreviousData,
});

/** An act on people: what was read of them is read again, also the log and, if it may be about oneself, oneself. */
function useAct<Given, Told>(mutationFn: (given: Given) => Promise<Told>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: async () => {
      void cache.invalidateQueries({ queryKey: me.queryKey });
      void cache.invalidateQueries({ queryKey: ["admin", "audit"] });
      await cache.invalidateQueries({ queryKey: USERS });
    },
  });
}

type Change = { id: string; role?: Role; disabled?: boolean; name?: string; email?: string };

export function useChangePerson() {
  const cache = useQueryClient();
  return useAct(async ({ id, ...body }: Change) => {
    const person = await answer(http.PATCH("/api/admin/users/{user_id}", { ...at(id), body }));
    cache.setQueriesData<InfiniteData<{ items: AdminUser[] }>>({ queryKey: [...USERS, "list"] }, (list) => list && placed(list, person));
    cache.setQueryData(personNamed(person.username).queryKey, person);
    return person;
  });
}

function placed(list: InfiniteData<{ items: AdminUser[] }>, person: AdminUser): InfiniteData<{ items: AdminUser[] }> {
  const pages = list.pages.map((page) => ({ ...page, items: page.items.map((one) => (one.id === person.id ? person : one)) }));
  return { ...list, pages };
}

type NewPerson = { username: string; email: string; role: Role; password: string | null };

export const useMakePerson = () => useAct((body: NewPerson) => answer(http.POST("/api/admin/users", { body })));
export const useResetPassword = () => useAct((id: string) => answer(http.POST("/api/admin/users/{user_id}/reset-password", at(id))));
export const useEndSessions = () => useAct((id: string) => answer(http.DELETE("/api/admin/users/{user_id}/sessions", at(id))));
export const useEndSession = () =>
  useAct(({ id, session }: { id: string; session: string }) =>
    answer(http.DELETE("/api/admin/users/{user_id}/sessions/{session_id}", { params: { path: { user_id: id, session_id: session } } })),
  );
export const useDeletePerson = () => useAct((id: string) => answer(http.DELETE("/api/admin/users/{user_id}", at(id))));

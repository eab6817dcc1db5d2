import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { forgetAll, me, signOut } from "@/api/me";

/** Leaves: the server ends the session, the page forgets what it has read. */
export function useSignOut(): () => Promise<void> {
  const cache = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await signOut().catch(() => null);
    cache.setQueryData(me.queryKey, null);
    await navigate({ to: "/sign-in" });
    forgetAll(cache);
  };
}

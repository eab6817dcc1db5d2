import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { doorState, me, type NewAccount, register } from "@/api/me";

/** Makes the account, signs it in and goes on. */
export function useRegister(next: "/" | "/welcome/engines") {
  const cache = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (account: NewAccount) => register(account),
    onSuccess: async ({ user }) => {
      cache.setQueryData(doorState.queryKey, (before) => (before ? { ...before, first_start: false } : before));
      cache.setQueryData(me.queryKey, user);
      await navigate({ to: next, replace: true });
    },
  });
}

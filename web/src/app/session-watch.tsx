import { useQueryClient } from "@tanstack/react-query";
import type { AnyRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { onSignedOut } from "@/api/client";
import { watchConnection } from "@/api/connection";
import { useFreshAfterSilence } from "@/api/live";
import { forgetAll, me } from "@/api/me";
import { FollowAccount } from "./look";

/** When the session ends, forget what was read and ask to sign in, remembering the place. */
export function SessionWatch({ router }: { router: AnyRouter }) {
  const cache = useQueryClient();
  useFreshAfterSilence();
  useEffect(watchConnection, []);
  useEffect(
    () =>
      onSignedOut(() => {
        if (!cache.getQueryData(me.queryKey)) return;
        const place = router.state.location.href;
        cache.setQueryData(me.queryKey, null);
        void router.navigate({ to: "/sign-in", search: { to: place, ended: true } }).then(() => forgetAll(cache));
      }),
    [cache, router],
  );
  return <FollowAccount />;
}

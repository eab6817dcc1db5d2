/** One chat as it is read: its stretch of messages, and the ways to what comes before and after. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { openAround, openNewest, readEarlier, readLater, threadOf } from "../api/thread";

/** After a failure only the person asks again. */
const AT_REST = { onTop: () => undefined, onBottom: () => undefined };

export function useThread(id: string, at: string | undefined) {
  const cache = useQueryClient();
  const query = useQuery(threadOf(id, at));
  const thread = query.data;
  const [fault, setFault] = useState<unknown>(null);
  const busy = useRef(false);

  const alone = useCallback((work: () => Promise<void>) => {
    if (busy.current) return;
    busy.current = true;
    setFault(null);
    work()
      .catch(setFault)
      .finally(() => {
        busy.current = false;
      });
  }, []);
  const earlier = useCallback(() => alone(() => readEarlier(cache, id)), [alone, cache, id]);
  const later = useCallback(() => alone(() => readLater(cache, id)), [alone, cache, id]);
  const newest = useCallback(() => openNewest(cache, id), [cache, id]);

  const isThere = !at || !thread || thread.messages.some((message) => message.id === at);
  useEffect(() => {
    if (at && !isThere) openAround(cache, id, at).catch(setFault);
  }, [cache, id, at, isThere]);

  const hasLater = Boolean(thread?.later);
  const near = useMemo(() => (fault ? { ...AT_REST, hasLater } : { onTop: earlier, onBottom: later, hasLater }), [fault, earlier, later, hasLater]);
  return { query, thread, near, newest, fault, retry: earlier };
}

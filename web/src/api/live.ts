/** The page's own socket, and hooks that listen to it. */
import { type QueryClient, skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { signedOut } from "./client";
import { connection, lostSocket, metAnswer } from "./connection";
import { type LogFrame, runAfter, type TopicFrame } from "./events";
import { renew } from "./renewal";
import { isActive } from "./runs";
import { LiveSocket } from "./socket";
import type { Run } from "./types";

const url = `${window.location.origin.replace(/^http/, "ws")}/api/ws`;

export const socket = new LiveSocket(url, { renew, signedOut, opened: metAnswer, lost: () => void lostSocket() });

connection.subscribe((now, before) => {
  if (now.answers && !before.answers) socket.hurry();
});

/** Hear a topic while the component stands. */
export function useTopic(topic: string | null, heard: (frame: TopicFrame) => void): void {
  const latest = useEffectEvent(heard);
  useEffect(() => (topic ? socket.subscribe(topic, (frame) => latest(frame)) : undefined), [topic]);
}

/** A run with its newest progress; listens only while it is under way. Rows of the same run share what was heard. */
export function useLiveRun(run: Run): Run {
  const cache = useQueryClient();
  const { data: heard = run } = useQuery<Run>({ queryKey: heardOf(run.id), queryFn: skipToken, initialData: run, staleTime: Infinity });
  const id = isActive(run) ? run.id : null;
  useEffect(() => (id ? follow(cache, id) : undefined), [cache, id]);
  return isActive(run) && heard.last_seq >= run.last_seq ? { ...run, live: heard.live, last_seq: heard.last_seq } : run;
}

const heardOf = (id: string) => ["heard", id];
const followed = new Map<string, { readers: number; leave: () => void }>();

/** One listener per run, however many rows show it: a text must not be appended twice. */
function follow(cache: QueryClient, id: string): () => void {
  const known = followed.get(id);
  const leave = known?.leave ?? socket.subscribe(`run:${id}`, (frame) => hear(cache, id, frame));
  followed.set(id, { readers: (known?.readers ?? 0) + 1, leave });
  return () => {
    const now = followed.get(id);
    if (!now) return;
    followed.set(id, { ...now, readers: now.readers - 1 });
    if (now.readers > 1) return;
    followed.delete(id);
    now.leave();
  };
}

function hear(cache: QueryClient, id: string, frame: TopicFrame): void {
  if (isLog(frame)) cache.setQueryData<Run>(heardOf(id), (before) => before && runAfter(before, frame));
}

/** Ask again for what the page shows after the silence of the server. */
export function useFreshAfterSilence(): void {
  const cache = useQueryClient();
  useEffect(
    () =>
      connection.subscribe((now, before) => {
        if (now.answers && !before.answers) void cache.invalidateQueries();
      }),
    [cache],
  );
}

function isLog(frame: TopicFrame): frame is LogFrame {
  return frame.type === "event" || frame.type === "delta" || frame.type === "snapshot";
}

/** The page's own socket, and hooks that listen to it. */
import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { signedOut } from "./client";
import { connection } from "./connection";
import { type LogFrame, runAfter, type TopicFrame } from "./events";
import { renew } from "./renewal";
import { isActive } from "./runs";
import { LiveSocket } from "./socket";
import type { Run } from "./types";

const url = `${window.location.origin.replace(/^http/, "ws")}/api/ws`;

export const socket = new LiveSocket(url, { renew, signedOut });

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
  const queryKey = ["runs", "live", run.id];
  const { data: heard = run } = useQuery<Run>({ queryKey, queryFn: skipToken, initialData: run, staleTime: Infinity });
  useTopic(isActive(run) ? `run:${run.id}` : null, (frame) => {
    if (isLog(frame)) cache.setQueryData<Run>(queryKey, (before) => runAfter(newer(before ?? run, run), frame));
  });
  return newer(heard, run);
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

function newer(heard: Run, listed: Run): Run {
  return isActive(listed) && heard.last_seq >= listed.last_seq ? { ...listed, live: heard.live } : listed;
}

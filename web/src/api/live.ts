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
export function useLiveRun<Known extends Run>(run: Known): Known {
  const cache = useQueryClient();
  const { data: heard = run } = useQuery<Run>({ queryKey: heardOf(run.id), queryFn: skipToken, initialData: run, staleTime: Infinity });
  const id = isActive(run) ? run.id : null;
  useEffect(() => (id ? follow(cache, id) : undefined), [cache, id]);
  if (!isActive(run) || heard.last_seq < run.last_seq) return run;
  // That it began may have been told before anybody listened here; how it ended is the list's to say.
  return { ...run, live: heard.live, last_seq: heard.last_seq, state: heard.state === "running" ? heard.state : run.state };
}

/** A run of which only the id is known: nothing has been heard of it yet. */
const unheard = (id: string): Run => ({
  id,
  kind: "",
  title: "",
  state: "running",
  live: { stage: null, done: null, total: null, unit: null, place: null, eta_s: null, preview: null, thinking: null, text: null },
  input: {},
  result: null,
  error: null,
  demo: false,
  href: null,
  retryable: false,
  created_at: "",
  started_at: null,
  finished_at: null,
  last_seq: 0,
});

const ENDINGS = new Set(["run.finished", "run.failed", "run.cancelled"]);

/** The newest of a run that is known only by its id; `onEnd` is told when it is over, also when it was before. */
export function useRunById(id: string | null, onEnd: () => void): Run | null {
  const cache = useQueryClient();
  const { data } = useQuery<Run | null>({ queryKey: heardOf(id ?? ""), queryFn: skipToken, initialData: id ? unheard(id) : null, staleTime: Infinity });
  useEffect(() => (id ? follow(cache, id) : undefined), [cache, id]);
  useTopic(id ? `run:${id}` : null, (frame) => {
    const isOver = frame.type === "event" ? ENDINGS.has(frame.event.kind) : frame.type === "snapshot" && isEnd(frame.state);
    if (isOver || frame.type === "error") onEnd();
  });
  return id && data?.id === id ? data : null;
}

const isEnd = (state: Run["state"]) => state !== "queued" && state !== "running";

/** How a picture looked the moment before it was done. */
export const lastPreview = (cache: QueryClient, id: string): string | null => cache.getQueryData<Run>(heardOf(id))?.live.preview ?? null;

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

/** A server answers a moment before it has found its engines. */
const SETTLED_MS = 3000;

/** Ask again for what the page shows after the silence of the server. */
export function useFreshAfterSilence(): void {
  const cache = useQueryClient();
  useEffect(() => {
    let later: ReturnType<typeof setTimeout> | undefined;
    const ask = () => void cache.invalidateQueries();
    const leave = connection.subscribe((now, before) => {
      if (!now.answers || before.answers) return;
      ask();
      clearTimeout(later);
      later = setTimeout(ask, SETTLED_MS);
    });
    return () => {
      leave();
      clearTimeout(later);
    };
  }, [cache]);
}

function isLog(frame: TopicFrame): frame is LogFrame {
  return frame.type === "event" || frame.type === "delta" || frame.type === "snapshot";
}

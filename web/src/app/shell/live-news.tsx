import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { signedOut } from "@/api/client";
import { runOf, type TopicFrame } from "@/api/events";
import { socket, useTopic } from "@/api/live";
import { me, useMe } from "@/api/me";
import { placeRun } from "@/api/runs";

/** What may have changed for everybody while nobody listened; what else did is asked for anew by its page. */
const IN_THE_HOUSE = ["announcements", "limits"];

/** Brings the socket's news into the cache: own runs, own account, and for admins what changes in the house. */
export function LiveNews() {
  const cache = useQueryClient();
  const { role } = useMe();
  useEffect(() => {
    socket.start();
    return () => socket.stop();
  }, []);
  useTopic("runs", (frame) => {
    const run = runOf(frame);
    if (run) placeRun(cache, run);
    else if (frame.type === "subscribed" || frame.type === "news") void cache.invalidateQueries({ queryKey: ["runs"] });
  });
  useTopic("me", (frame) => {
    if (frame.type === "subscribed") void cache.invalidateQueries(me);
    if (frame.type !== "news") return;
    if (frame.data.signed_out === true) signedOut();
    else void cache.invalidateQueries({ queryKey: frame.data.changed === "profile" ? me.queryKey : named(frame) });
  });
  useTopic("house", (frame) => {
    if (frame.type === "subscribed") for (const what of IN_THE_HOUSE) void cache.invalidateQueries({ queryKey: [what] });
    if (frame.type === "news") void cache.invalidateQueries({ queryKey: named(frame) });
  });
  useTopic(role === "admin" ? "admin" : null, (frame) => {
    if (frame.type === "news") void cache.invalidateQueries({ queryKey: ["admin", ...named(frame)] });
  });
  return null;
}

/** What has changed; nothing named (some news was missed) stands for everything. */
function named(frame: Extract<TopicFrame, { type: "news" }>): string[] {
  return typeof frame.data.changed === "string" ? [frame.data.changed] : [];
}

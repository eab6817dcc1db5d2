/** The socket of the world: takes every subscription, and says what a test wants said. */
import { ws } from "msw";
import type { Frame } from "@/api/events";

export const live = ws.link("ws://*/api/ws");

export const liveHandler = live.addEventListener("connection", ({ client }) => {
  client.addEventListener("message", ({ data }) => {
    const message = JSON.parse(data as string) as { op: string; topic?: string };
    if (message.op === "subscribe" && message.topic) client.send(JSON.stringify([{ topic: message.topic, type: "subscribed" }]));
    if (message.op === "ping") client.send(JSON.stringify([{ type: "pong" }]));
  });
});

export const say = (...frames: Frame[]) => live.broadcast(JSON.stringify(frames));

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeWire } from "@/testing/fake-wire";
import type { TopicFrame } from "./events";
import { LiveSocket } from "./socket";

const door = { renew: vi.fn<(since: number) => Promise<boolean>>(), signedOut: vi.fn(), opened: vi.fn(), lost: vi.fn() };
let socket: LiveSocket;

beforeEach(() => {
  vi.useFakeTimers();
  FakeWire.install();
  vi.resetAllMocks();
  socket = new LiveSocket("ws://localhost/api/ws", door);
});
afterEach(() => {
  socket.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("subscriptions", () => {
  it("are said once the socket is open, and shared by all listeners of a topic", () => {
    const heard: TopicFrame[] = [];
    socket.start();
    socket.subscribe("runs", (frame) => heard.push(frame));
    socket.subscribe("runs", (frame) => heard.push(frame));
    FakeWire.last.open();
    expect(FakeWire.last.sent).toEqual([{ op: "subscribe", topic: "runs", after: null }]);
    FakeWire.last.say({ topic: "runs", type: "subscribed" }, { topic: "other", type: "subscribed" });
    expect(heard).toEqual([
      { topic: "runs", type: "subscribed" },
      { topic: "runs", type: "subscribed" },
    ]);
  });

  it("end when the last listener leaves", () => {
    socket.start();
    FakeWire.last.open();
    const leaves = [socket.subscribe("me", vi.fn()), socket.subscribe("me", vi.fn())];
    leaves[0]?.();
    expect(FakeWire.last.sent).not.toContainEqual({ op: "unsubscribe", topic: "me" });
    leaves[1]?.();
    leaves[1]?.();
    expect(FakeWire.last.sent.filter((message) => (message as { op: string }).op === "unsubscribe")).toHaveLength(1);
  });

  it("resume from where the reader stands", () => {
    socket.start();
    socket.subscribe("run:1", vi.fn(), "3");
    FakeWire.last.open();
    FakeWire.last.say({ topic: "run:1", type: "event", seq: 4, event: { kind: "run.stage", data: {}, at: "" } });
    FakeWire.last.say({ topic: "run:1", type: "delta", seq: 4, rev: 7, set: { done: 2 } });
    FakeWire.last.end(1012);
    vi.advanceTimersByTime(2000);
    expect(FakeWire.all).toHaveLength(2);
    FakeWire.last.open();
    expect(FakeWire.last.sent).toEqual([{ op: "subscribe", topic: "run:1", after: "4.7" }]);
  });
});

describe("a lost connection", () => {
  it("is tried again with growing pauses", () => {
    socket.start();
    FakeWire.last.end(1006);
    vi.advanceTimersByTime(1200);
    expect(FakeWire.all).toHaveLength(2);
    FakeWire.last.end(1006);
    vi.advanceTimersByTime(1200);
    expect(FakeWire.all).toHaveLength(2);
    vi.advanceTimersByTime(1500);
    expect(FakeWire.all).toHaveLength(3);
  });

  it("is tried at once when the network comes back", () => {
    socket.start();
    FakeWire.last.end(1006);
    window.dispatchEvent(new Event("online"));
    expect(FakeWire.all).toHaveLength(2);
    vi.advanceTimersByTime(5000);
    expect(FakeWire.all).toHaveLength(2);
  });

  it("is noticed when the other end is deaf", () => {
    socket.start();
    FakeWire.last.open();
    vi.advanceTimersByTime(25_000);
    expect(FakeWire.last.sent).toContainEqual({ op: "ping" });
    vi.advanceTimersByTime(25_000);
    expect(FakeWire.all).toHaveLength(2);
  });

  it("stays open while pongs come", () => {
    socket.start();
    FakeWire.last.open();
    for (let beat = 0; beat < 4; beat += 1) {
      vi.advanceTimersByTime(25_000);
      FakeWire.last.say({ type: "pong" });
    }
    expect(FakeWire.all).toHaveLength(1);
  });

  it("ends for good when the page leaves", () => {
    socket.start();
    FakeWire.last.end(1006);
    socket.stop();
    vi.advanceTimersByTime(60_000);
    expect(FakeWire.all).toHaveLength(1);
  });
});

describe("a refused sign-in", () => {
  it("is renewed, then the socket comes back", async () => {
    door.renew.mockResolvedValue(true);
    socket.start();
    FakeWire.last.end(4401);
    await vi.advanceTimersByTimeAsync(2000);
    expect(door.renew).toHaveBeenCalledOnce();
    expect(FakeWire.all).toHaveLength(2);
  });

  it("ends the session when it cannot be renewed", async () => {
    door.renew.mockResolvedValue(false);
    socket.start();
    FakeWire.last.end(4401);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(door.signedOut).toHaveBeenCalledOnce();
    expect(FakeWire.all).toHaveLength(1);
  });

  it("waits when the server is silent meanwhile", async () => {
    door.renew.mockRejectedValue(new Error("silence"));
    socket.start();
    FakeWire.last.end(4401);
    await vi.advanceTimersByTimeAsync(2000);
    expect(door.signedOut).not.toHaveBeenCalled();
    expect(FakeWire.all).toHaveLength(2);
  });
});

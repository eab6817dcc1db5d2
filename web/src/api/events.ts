/** What the socket says, as tagged unions. Every switch over them is exhaustive. */
import type { ErrorInfo, ListedRun, Live, Run, RunState } from "./types";

export type RunEvent = { kind: string; data: Record<string, unknown>; at: string };

/** Frames of a topic that has a log (`run:ID`). */
export type LogFrame =
  | { type: "event"; topic: string; seq: number; event: RunEvent }
  | { type: "delta"; topic: string; seq: number; rev: number; set?: Partial<Live>; append?: { text?: string; thinking?: string } }
  | { type: "snapshot"; topic: string; seq: number; rev: number; live: Live; state: RunState };

export type Frame =
  | LogFrame
  | { type: "subscribed"; topic: string }
  | { type: "news"; topic: string; data: Record<string, unknown> }
  | { type: "error"; topic: string; error: ErrorInfo }
  | { type: "pong" };

export type TopicFrame = Exclude<Frame, { type: "pong" }>;

export type ClientMessage =
  | { op: "subscribe"; topic: string; after: string | null }
  | { op: "unsubscribe"; topic: string }
  | { op: "ping" };

/** Where a reader of a log stands after this frame; null when the frame does not move it. */
export function cursorAfter(frame: Frame): string | null {
  switch (frame.type) {
    case "event":
      return String(frame.seq);
    case "delta":
    case "snapshot":
      return `${frame.seq}.${frame.rev}`;
    case "subscribed":
    case "news":
    case "error":
    case "pong":
      return null;
  }
}

/** News of the own list of runs. */
export function runOf(frame: TopicFrame): ListedRun | null {
  return frame.type === "news" && "run" in frame.data ? (frame.data.run as ListedRun) : null;
}

/** A run after a frame of its own log. */
export function runAfter(run: Run, frame: LogFrame): Run {
  switch (frame.type) {
    case "event":
      return { ...run, last_seq: frame.seq };
    case "snapshot":
      return { ...run, last_seq: frame.seq, live: frame.live, state: frame.state };
    case "delta": {
      const { text, thinking } = frame.append ?? {};
      const live = { ...run.live, ...frame.set };
      if (text) live.text = (live.text ?? "") + text;
      if (thinking) live.thinking = (live.thinking ?? "") + thinking;
      return { ...run, live };
    }
  }
}

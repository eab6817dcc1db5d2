/** Chats by the time when something last happened in them. */
import type { ChatSummary } from "@/api/types";

export type Span = "today" | "yesterday" | "week" | "month";
/** A span of its own name, or a month of the past. */
export type Group = { span: Span | null; begins: string; chats: ChatSummary[] };

const DAY = 86_400_000;

/** The chats come newest first; so do the groups. */
export function byTime(chats: ChatSummary[], now = new Date()): Group[] {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const groups: (Group & { key: string })[] = [];
  for (const chat of chats) {
    const span = spanOf(Date.parse(chat.active_at), midnight);
    const key = span ?? chat.active_at.slice(0, 7);
    const last = groups.at(-1);
    if (last?.key === key) last.chats.push(chat);
    else groups.push({ key, span, begins: chat.active_at, chats: [chat] });
  }
  return groups.map(({ span, begins, chats: those }) => ({ span, begins, chats: those }));
}

function spanOf(at: number, midnight: number): Span | null {
  if (at >= midnight) return "today";
  if (at >= midnight - DAY) return "yesterday";
  if (at >= midnight - 6 * DAY) return "week";
  return at >= midnight - 30 * DAY ? "month" : null;
}

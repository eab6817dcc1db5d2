/** Models in rows: whose they are, what they are called, which fit what was typed. */
import type { ChannelModels, Model } from "@/api/types";

export type ListedModel = { channel: ChannelModels; model: Model };

export const rowsOf = (channels: ChannelModels[]): ListedModel[] =>
  channels.flatMap((channel) => channel.models.map((model) => ({ channel, model })));

const LONG_MS = 86_400_000;
/** Ollama tells "for ever" as a day in some centuries. */
export const isForLong = (until: string) => Date.parse(until) - Date.now() > LONG_MS;

export const isKept = (model: Model) => model.loaded !== null;

export function fitting(rows: ListedModel[], words: string): ListedModel[] {
  const wanted = words.trim().toLocaleLowerCase();
  if (!wanted) return rows;
  return rows.filter(({ channel, model }) => `${model.name} ${model.family} ${channel.channel}`.toLocaleLowerCase().includes(wanted));
}

/** "8k", "128k", "1M" */
export function contextOf(tokens: number | null): string {
  if (tokens === null) return "";
  if (tokens >= 1_000_000) return `${Math.round(tokens / 100_000) / 10}M`;
  return tokens >= 1000 ? `${Math.round(tokens / 1024)}k` : String(tokens);
}

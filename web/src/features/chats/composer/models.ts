/** Which models can write in a chat, and which one does. */
import { useQuery } from "@tanstack/react-query";
import { choices, models, nameOf } from "@/api/models";
import type { ChannelModels, Model } from "@/api/types";

export type Choosable = { channel: ChannelModels; model: Model; name: string };
export type Chosen = { channel_id: string | null; model: string | null };

const canChat = (model: Model) => model.capabilities.includes("chat") || model.capabilities.length === 0;

export function useModels() {
  const { data: channels = [] } = useQuery(models);
  const { data: roles = [] } = useQuery(choices);
  const all: Choosable[] = channels.flatMap((channel) =>
    channel.models.filter(canChat).map((model) => ({ channel, model, name: nameOf(model.name) })),
  );
  const usual = roles.find(({ role }) => role === "chat");

  /** The one that is meant by a choice, or by none; undefined when it is not there any more. */
  const find = ({ channel_id, model }: Chosen) => {
    const wanted = model ? { channel_id, model } : { channel_id: usual?.channel_id ?? null, model: usual?.model ?? null };
    const named = all.filter((one) => one.model.name === wanted.model);
    return named.find(({ channel }) => channel.channel_id === wanted.channel_id) ?? (wanted.channel_id === null ? named[0] : undefined);
  };
  const title = (chosen: Chosen): string | null => {
    const model = chosen.model ?? usual?.model;
    return model ? nameOf(model) : null;
  };
  return { all, find, title };
}

export const isLoaded = (model: Model) => model.loaded !== null;

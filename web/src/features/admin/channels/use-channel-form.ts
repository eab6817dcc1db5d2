/** What stands in the form of a channel, whether it has been tried, and how it is saved. */
import { useState } from "react";
import { type ChannelTrial, tryChannel, useChangeChannel, useMakeChannel } from "@/api/channels";
import type { Channel, Provider } from "@/api/types";
import { filled } from "@/ui/form/rules";
import { useForm } from "@/ui/form/use-form";
import { useRefusal } from "@/ui/form/use-refusal";
import { useTrial } from "@/ui/trial/use-trial";
import { type KeyWish, keyOf } from "../engine-forms/key-field";
import { optionRules, optionsOf, type OptionTexts, textsOf } from "./options";

export const USUAL: Record<Provider, { name: string; url: string }> = {
  ollama: { name: "Ollama", url: "http://localhost:11434" },
  openai: { name: "", url: "" },
  anthropic: { name: "Anthropic", url: "https://api.anthropic.com" },
};
const NAMES = ["name", "url", "device", "models"] as const;
const PLACES = { address_refused: "url" } as const;

type Values = { name: string; url: string } & OptionTexts;

function startOf(channel: Channel | null): Values {
  const { name, url } = channel ?? USUAL.ollama;
  return { name, url, ...textsOf(channel) };
}
const rulesOf = (channel: Channel | null) => ({ name: filled, url: channel?.origin === "builtin" ? () => null : filled, ...optionRules });

const trialOf = (channel: Channel | null, provider: Provider, url: string, wish: KeyWish): ChannelTrial => ({
  ...(channel ? { channel_id: channel.id } : {}),
  provider,
  ...(url ? { url } : {}),
  ...keyOf(wish),
});

export function useChannelForm(channel: Channel | null, onDone: () => void) {
  const [provider, setProvider] = useState<Provider>(channel?.provider ?? "ollama");
  const [wish, setWish] = useState<KeyWish>({ does: "keep" });
  const form = useForm<keyof Values>(startOf(channel), rulesOf(channel));
  const trial = useTrial(tryChannel);
  const make = useMakeChannel();
  const change = useChangeChannel();
  const refusal = useRefusal(make.error ?? change.error, NAMES, PLACES);
  const field = (name: keyof Values) => {
    const found = form.field(name);
    return { ...found, error: found.error ?? refusal.at(name as (typeof NAMES)[number]) };
  };

  const url = form.values.url.trim();
  const hasMoved = channel !== null && url !== channel.url;
  const given = trialOf(channel, provider, url, wish);
  const isTried = trial.hasPassed(given) || (channel !== null && !hasMoved && wish.does !== "set");

  const choose = (next: Provider) => {
    for (const name of ["name", "url"] as const) if (form.values[name].trim() === USUAL[provider][name]) form.set(name, USUAL[next][name]);
    setProvider(next);
  };
  const send = (values: Values) => {
    const body = { name: values.name.trim(), device: values.device.trim(), options: optionsOf(values), ...keyOf(wish) };
    const done = { onSuccess: onDone };
    if (channel) change.mutate({ id: channel.id, ...body, ...(hasMoved ? { url } : {}) }, done);
    else make.mutate({ ...body, provider, url }, done);
  };
  const busy = make.isPending || change.isPending;
  return { provider, choose, wish, setWish, form, field, trial, given, url, hasMoved, isTried, send, busy, refused: refusal.rest };
}

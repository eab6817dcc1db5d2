/** The settings of a chat, or of the one that is about to begin. */
import type { Parameters } from "@/api/types";
import { type ChatChange, useChangeChat } from "../api/acts";
import type { ChatFacts } from "../api/thread";
import { useNewChat } from "./draft";

export type Settings = Pick<ChatFacts, "channel_id" | "model" | "system_prompt" | "parameters" | "web_search">;

/** What the model decides by itself. */
const OWN: Parameters = {};

export function useSettings(chat: ChatFacts | null) {
  const fresh = useNewChat();
  const { mutate } = useChangeChat();
  const settings: Settings = chat ?? { channel_id: null, model: null, system_prompt: "", parameters: OWN, web_search: false, ...fresh };
  const change = (wishes: ChatChange) => (chat ? mutate({ id: chat.id, ...wishes }) : useNewChat.setState(wishes));
  const tune = (parameters: Parameters) => change({ parameters: { ...settings.parameters, ...parameters } });
  return { settings, change, tune };
}

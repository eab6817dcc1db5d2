/** How a channel is tuned, as texts of a form and as the server keeps it. */
import type { Channel, ChannelOptions } from "@/api/types";
import type { Fault } from "@/ui/form/rules";

export type OptionTexts = { device: string; models: string; window: string; concurrency: string; first: string; next: string };

const USUAL: ChannelOptions = { models: [], window: 8192, concurrency: 4, first_token_s: 300, next_token_s: 60 };

export function textsOf(channel: Channel | null): OptionTexts {
  const options = channel?.options ?? USUAL;
  return {
    device: channel?.device ?? "",
    models: options.models.join("\n"),
    window: String(options.window),
    concurrency: String(options.concurrency),
    first: String(options.first_token_s),
    next: String(options.next_token_s),
  };
}

export const optionsOf = (texts: OptionTexts): ChannelOptions => ({
  models: texts.models.split(/[\n,]/).map((name) => name.trim()).filter(Boolean),
  window: Number(texts.window),
  concurrency: Number(texts.concurrency),
  first_token_s: Number(texts.first),
  next_token_s: Number(texts.next),
});

export const within =
  (least: number, most: number) =>
  (value: string): Fault =>
    value.trim() !== "" && Number(value) >= least && Number(value) <= most ? null : { key: "need.between", least, most };

export const deviceFault = (value: string): Fault => (/^[\p{L}\p{Nd}_ .:-]*$/u.test(value.trim()) ? null : { key: "admin.engine.deviceFault" });

export const optionRules: Record<keyof OptionTexts, (value: string) => Fault> = {
  device: deviceFault,
  models: () => null,
  window: within(256, 10_000_000),
  concurrency: within(1, 256),
  first: within(1, 3600),
  next: within(1, 3600),
};

/** What a channel says of itself: what it is, where it is, how it is. */
import { useTranslation } from "react-i18next";
import type { Channel } from "@/api/types";
import type { DotLook } from "@/ui/marks/dot";
import type { StateLook } from "@/ui/marks/state-word";

export type Told = { look: StateLook; dot: DotLook; words: string };

const looks = { ready: ["ok", "ok"], away: ["bad", "bad"], off: ["wait", "off"], unknown: ["wait", "off"] } as const;

/** "http://localhost:11434" is told as "localhost:11434". */
export const placeOf = (url: string) => url.replace(/^https?:\/\//, "").replace(/\/$/, "");

export function useChannelWords() {
  const { t } = useTranslation();
  const lead = (channel: Channel): string => {
    const counted = channel.now.models > 0 ? t("admin.channels.models", { count: channel.now.models }) : null;
    if (channel.origin === "builtin") return [t("admin.channels.demoLead"), counted].filter(Boolean).join(", ");
    const from = channel.origin === "admin" ? t(`admin.channels.provider.${channel.provider}`) : t(`admin.channels.origin.${channel.origin}`);
    return [from, placeOf(channel.url), counted].filter(Boolean).join(", ");
  };
  const state = (channel: Channel): Told => {
    if (channel.origin === "builtin" && channel.now.state === "ready") {
      return { look: "warn", dot: "warn", words: t("admin.channels.state.demo") };
    }
    const [look, dot] = looks[channel.now.state];
    return { look, dot, words: t(`admin.channels.state.${channel.now.state}`) };
  };
  return { lead, state };
}

/** How a picture server is, in words. */
import { useTranslation } from "react-i18next";
import type { PictureServer } from "@/api/types";
import type { DotLook } from "@/ui/marks/dot";
import type { StateLook } from "@/ui/marks/state-word";
import { isBuiltIn } from "@/api/picture-servers";

type Words = `admin.engines.state.${"off" | "spare" | "away" | "demo"}`;
export type Told = { look: StateLook; dot: DotLook; words: string };

export function useServerWords() {
  const { t } = useTranslation();
  return (server: PictureServer): Told => {
    if (isBuiltIn(server)) {
      const { look, dot, key } = builtIn(server);
      return { look, dot, words: t(key) };
    }
    const { state, running, waiting } = server.now;
    switch (state) {
      case "ready":
        return { look: "ok", dot: "ok", words: t("admin.engines.state.ready") };
      case "busy":
        return {
          look: "now",
          dot: "busy",
          words: waiting > 0 ? t("admin.engines.state.busyLine", { count: waiting }) : t("admin.engines.state.busy"),
        };
      case "draining": {
        const left = running + waiting;
        return left > 0
          ? { look: "warn", dot: "warn", words: t("admin.engines.state.draining", { count: left }) }
          : { look: "warn", dot: "warn", words: t("admin.engines.state.drained") };
      }
      case "away":
        return { look: "bad", dot: "bad", words: t("admin.engines.state.away") };
      case "off":
        return { look: "wait", dot: "off", words: t("admin.engines.state.off") };
      case "idle":
        return { look: "wait", dot: "off", words: t("admin.engines.state.starting") };
    }
  };
}

function builtIn(server: PictureServer): { look: StateLook; dot: DotLook; key: Words } {
  switch (server.now.state) {
    case "off":
      return { look: "wait", dot: "off", key: "admin.engines.state.off" };
    case "idle":
      return { look: "wait", dot: "off", key: "admin.engines.state.spare" };
    case "away":
      return { look: "bad", dot: "bad", key: "admin.engines.state.away" };
    case "ready":
    case "busy":
    case "draining":
      return { look: "warn", dot: "warn", key: "admin.engines.state.demo" };
  }
}

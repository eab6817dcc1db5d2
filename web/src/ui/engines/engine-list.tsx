import { useTranslation } from "react-i18next";
import type { Engines, EngineState } from "@/api/types";
import { Dot, type DotLook } from "@/ui/marks/dot";
import { useFailureWords } from "@/ui/states/failure-words";
import classes from "./engine-list.module.css";

const looks: Record<EngineState["state"], DotLook> = { none: "off", ready: "ok", busy: "busy", demo: "warn", error: "bad" };
const KINDS = ["text", "image", "gpu"] as const;

export function EngineDot({ engine }: { engine: EngineState | undefined }) {
  return <Dot look={engine ? looks[engine.state] : "off"} />;
}

/** What an engine says in one line: its name, its state, its line. */
export function useEngineWords() {
  const { t } = useTranslation();
  return (engine: EngineState | undefined) => {
    if (!engine) return t("engine.state.unknown");
    const state = t(`engine.state.${engine.state}`);
    const named = engine.name ? `${engine.name}, ${state.toLocaleLowerCase()}` : state;
    return engine.queue > 0 ? `${named}, ${t("engine.waiting", { count: engine.queue })}` : named;
  };
}

/** Text, pictures and the card: each with its state and, where it does not work, the reason. */
export function EngineList({ engines }: { engines: Engines | undefined }) {
  const { t } = useTranslation();
  const tell = useEngineWords();
  return (
    <ul className={classes.list}>
      {KINDS.map((kind) => (
        <li key={kind}>
          <p className={classes.name}>
            <EngineDot engine={engines?.[kind]} />
            <span className="strong">{t(`engine.${kind}`)}</span>
            <span className="muted">{tell(engines?.[kind])}</span>
          </p>
          <p className="caption">{engines ? <Why kind={kind} engine={engines[kind]} /> : t("engine.silent")}</p>
        </li>
      ))}
    </ul>
  );
}

const noneWords = { text: "engine.noneText", image: "engine.noneImage", gpu: "engine.noneGpu" } as const;

function Why({ kind, engine }: { kind: (typeof KINDS)[number]; engine: EngineState }) {
  const { t } = useTranslation();
  const tell = useFailureWords();
  if (engine.state === "none") return t(noneWords[kind]);
  if (!engine.reason) return null;
  return `${engine.reason} ${engine.who ? tell({ code: "", message: "", hint: null, who: engine.who }).who : ""}`;
}

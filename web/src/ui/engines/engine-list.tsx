import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Engines, EngineState } from "@/api/types";
import { Dot, type DotLook } from "@/ui/marks/dot";
import { StateWord, type StateLook } from "@/ui/marks/state-word";
import { useFailureWords } from "@/ui/states/failure-words";
import classes from "./engine-list.module.css";

const looks: Record<EngineState["state"], [DotLook, StateLook]> = {
  none: ["off", "wait"],
  ready: ["ok", "wait"],
  busy: ["busy", "now"],
  demo: ["warn", "warn"],
  error: ["bad", "bad"],
};
const KINDS = ["text", "image", "gpu"] as const;
type Kind = (typeof KINDS)[number];

/** Where an admin sees to each kind. */
const PLACES = { text: "/settings/models", image: "/admin/engines", gpu: "/admin/gpu" } as const;

export function EngineDot({ engine }: { engine: EngineState | undefined }) {
  return <Dot look={engine ? looks[engine.state][0] : "off"} />;
}

/** What an engine says in one line: its name, its state, its line. */
export function useEngineWords() {
  const { t } = useTranslation();
  return (engine: EngineState | undefined, kind: Kind) => {
    if (!engine) return t("engine.state.unknown");
    if (kind === "gpu" && engine.state === "none") return t("engine.state.unwatched");
    const state = t(`engine.state.${engine.state}`);
    const named = engine.name ? `${engine.name}, ${state.toLocaleLowerCase()}` : state;
    return engine.queue > 0 ? `${named}, ${t("engine.waiting", { count: engine.queue })}` : named;
  };
}

/** The same in the colour of the state. */
export function EngineWord({ engine, kind }: { engine: EngineState | undefined; kind: Kind }) {
  const tell = useEngineWords();
  return <StateWord look={engine ? looks[engine.state][1] : "wait"}>{tell(engine, kind)}</StateWord>;
}

/** `isAdmin`: whoever sees to the engines is shown where. */
type Props = { engines: Engines | undefined; isAdmin: boolean; onLeave?: () => void };

/** Text, pictures and the card: each with its state and, where it does not work, the reason. */
export function EngineList({ engines, isAdmin, onLeave }: Props) {
  const { t } = useTranslation();
  return (
    <ul className={classes.list}>
      {KINDS.map((kind) => (
        <li key={kind}>
          <p className={classes.name}>
            <EngineDot engine={engines?.[kind]} />
            <span className="strong">{t(`engine.${kind}`)}</span>
            <EngineWord engine={engines?.[kind]} kind={kind} />
          </p>
          <p className="caption">{engines ? <Why kind={kind} engine={engines[kind]} /> : t("engine.silent")}</p>
          {isAdmin && engines ? (
            <Link to={PLACES[kind]} className={`link ${classes.way}`} onClick={onLeave}>
              {t(`engine.to.${kind}`)}
            </Link>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

const noneWords = { text: "engine.noneText", image: "engine.noneImage", gpu: "engine.noneGpu" } as const;

function Why({ kind, engine }: { kind: Kind; engine: EngineState }) {
  const { t } = useTranslation();
  const tell = useFailureWords();
  if (engine.state === "none") return t(noneWords[kind]);
  if (engine.state === "demo" && kind !== "gpu") return t(`engine.demo.${kind}`);
  if (!engine.reason) return null;
  return `${engine.reason} ${engine.who ? tell({ code: "", message: "", hint: null, who: engine.who }).who : ""}`;
}

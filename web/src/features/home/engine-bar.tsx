import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Engines } from "@/api/types";
import { EngineDot, EngineWord } from "@/ui/engines/engine-list";
import classes from "./engine-bar.module.css";

const KINDS = ["text", "image", "gpu"] as const;
type Props = { engines: Engines | undefined; isAdmin: boolean };

/** The engines in one line, and in plain words what that means today. */
export function EngineBar({ engines, isAdmin }: Props) {
  const { t } = useTranslation();
  return (
    <section className={classes.bar} aria-label={t("engine.title")}>
      {KINDS.map((kind) => (
        <div key={kind}>
          <p className={`strong ${classes.name}`}>
            <EngineDot engine={engines?.[kind]} />
            {t(`engine.${kind}`)}
          </p>
          <p className={`caption ${classes.word}`}>
            <EngineWord engine={engines?.[kind]} kind={kind} />
          </p>
        </div>
      ))}
      <p className="caption">{engines ? <Meaning engines={engines} isAdmin={isAdmin} /> : t("engine.silent")}</p>
    </section>
  );
}

/** What matters most of it: a fault, then the demo engines, then that all is well. */
function Meaning({ engines, isAdmin }: { engines: Engines; isAdmin: boolean }) {
  const { t } = useTranslation();
  const makers = [engines.text, engines.image];
  const broken = makers.find((engine) => engine.state === "error");
  const lacks = makers.some((engine) => engine.state === "none");
  const sketches = makers.some((engine) => engine.state === "demo");
  if (!broken && !lacks && !sketches) return t("engine.means.ready");
  const isTextWell = engines.text.state === "ready" || engines.text.state === "busy";
  const to = isTextWell ? "/admin/engines" : "/settings/models";
  const words = broken ? broken.reason : lacks ? t("engine.means.none") : t("engine.means.demo");
  return (
    <>
      {words}{" "}
      {isAdmin ? (
        <Link to={to} className="link">
          {t("engine.means.connect")}
        </Link>
      ) : (
        t("engine.means.askAdmin")
      )}
    </>
  );
}

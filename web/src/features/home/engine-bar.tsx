import { useTranslation } from "react-i18next";
import type { Engines } from "@/api/types";
import { EngineDot, useEngineWords } from "@/ui/engines/engine-list";
import classes from "./engine-bar.module.css";

const KINDS = ["text", "image", "gpu"] as const;

/** The engines in one line, and in plain words what that means today. */
export function EngineBar({ engines }: { engines: Engines | undefined }) {
  const { t } = useTranslation();
  const tell = useEngineWords();
  return (
    <section className={classes.bar} aria-label={t("engine.title")}>
      {KINDS.map((kind) => (
        <div key={kind}>
          <p className={`strong ${classes.name}`}>
            <EngineDot engine={engines?.[kind]} />
            {t(`engine.${kind}`)}
          </p>
          <p className="caption">{tell(engines?.[kind])}</p>
        </div>
      ))}
      <p className="caption">{engines ? t("engine.noneWhy") : t("engine.silent")}</p>
    </section>
  );
}

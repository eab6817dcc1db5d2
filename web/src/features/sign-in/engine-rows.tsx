import { IconCpu, IconInfoCircle, IconSparkles } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Engines } from "@/api/types";
import { EngineDot, useEngineWords } from "@/ui/engines/engine-list";
import { StateWord } from "@/ui/marks/state-word";
import classes from "./engine-rows.module.css";
import { FoundEngines } from "./found-engines";

/** What was found, the card that they share, and the engines that are always here. */
export function EngineRows({ engines, isAdmin }: { engines: Engines; isAdmin: boolean }) {
  const { t } = useTranslation();
  const tell = useEngineWords();
  const [text, image] = [engines.text.state === "demo", engines.image.state === "demo"];
  return (
    <ul>
      {isAdmin ? <FoundEngines /> : null}
      <li className={classes.row}>
        <IconCpu aria-hidden="true" />
        <div>
          <h2 className="subject">{t("engine.gpu")}</h2>
          <p className="muted">{engines.gpu.state === "none" ? t("engine.noneGpu") : t("engine.does.gpu")}</p>
        </div>
        <StateWord look={engines.gpu.state === "none" ? "wait" : "ok"} mark={<EngineDot engine={engines.gpu} />}>
          {tell(engines.gpu, "gpu")}
        </StateWord>
      </li>
      <li className={classes.row}>
        <IconSparkles aria-hidden="true" />
        <div>
          <h2 className="subject">{t("welcome.demo")}</h2>
          <p className="muted">{t("welcome.demoLead")}</p>
          {text || image ? (
            <p className={classes.told}>
              <StateWord look="warn" mark={<IconInfoCircle className="small" />}>
                {t(text && image ? "welcome.demoBoth" : text ? "welcome.demoText" : "welcome.demoImage")}
              </StateWord>
            </p>
          ) : null}
        </div>
        <span className="caption no-phone">{t("welcome.noSetUp")}</span>
      </li>
    </ul>
  );
}

import { IconCpu, IconLetterT, IconPhoto } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Engines } from "@/api/types";
import { EngineDot, useEngineWords } from "@/ui/engines/engine-list";
import { StateWord } from "@/ui/marks/state-word";
import classes from "./engine-rows.module.css";

const rows = [
  ["text", IconLetterT],
  ["image", IconPhoto],
  ["gpu", IconCpu],
] as const;

/** What an engine of each kind is for, and what was found. */
export function EngineRows({ engines }: { engines: Engines }) {
  const { t } = useTranslation();
  const tell = useEngineWords();
  return (
    <ul>
      {rows.map(([kind, Icon]) => (
        <li key={kind} className={classes.row}>
          <Icon />
          <div>
            <h2 className="subject">{t(`engine.${kind}`)}</h2>
            <p className="muted">{t(`engine.does.${kind}`)}</p>
            {engines[kind].reason ? <p className="muted">{engines[kind].reason}</p> : null}
          </div>
          <StateWord look="wait" mark={<EngineDot engine={engines[kind]} />}>
            {tell(engines[kind])}
          </StateWord>
        </li>
      ))}
    </ul>
  );
}

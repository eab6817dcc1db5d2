import { useTranslation } from "react-i18next";
import type { Standing } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Meter } from "@/ui/marks/meter";
import { useLimitWords } from "./limit-words";
import classes from "./limits.module.css";

const NEARLY = 0.8;

/** How much of one thing is used; a bar only where there is an end of it. */
export function StandingLine({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useLimitWords();
  const { use, used, limit, frees_at: freesAt } = standing;
  const share = limit === null ? null : limit === 0 ? 1 : used / limit;
  return (
    <div className={classes.standing} data-use={use}>
      <p className={classes.line}>
        <span className="strong">{t(`limits.use.${use}`)}</span>
        <span className="muted tnum">{words.standing(standing)}</span>
      </p>
      {share === null ? null : <Meter share={share} label={t(`limits.use.${use}`)} />}
      {share === null || share < NEARLY ? null : (
        <p className="caption">{freesAt ? t("limits.again", { time: format.time(freesAt) }) : t(`limits.makeRoom.${use}`)}</p>
      )}
    </div>
  );
}

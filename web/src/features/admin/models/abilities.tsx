import { IconArrowsShuffle, IconEye, IconLetterT, IconTool } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Ability, Model } from "@/api/types";
import classes from "./models.module.css";

const ABILITIES = [
  ["chat", IconLetterT],
  ["vision", IconEye],
  ["tools", IconTool],
  ["embedding", IconArrowsShuffle],
] as const satisfies readonly (readonly [Ability, unknown])[];

/** What a model can do, on four fixed places. */
export function Abilities({ model }: { model: Model }) {
  const { t } = useTranslation();
  const has = ABILITIES.filter(([ability]) => model.capabilities.includes(ability)).map(([ability]) => t(`models.can.${ability}`));
  const words = [has.join(", ") || t("models.can.nothing"), model.certain ? null : t("models.guessed")].filter(Boolean).join(". ");
  return (
    <span className={classes.cans} title={words}>
      {ABILITIES.map(([ability, Icon]) => (
        <Icon key={ability} aria-hidden="true" data-missing={!model.capabilities.includes(ability) || undefined} />
      ))}
      <span className="hidden-words">{words}</span>
      {model.certain ? null : (
        <span className="faint" aria-hidden="true">
          ?
        </span>
      )}
    </span>
  );
}

export function AbilityLegend({ hasGuesses }: { hasGuesses: boolean }) {
  const { t } = useTranslation();
  return (
    <p className={classes.legend} aria-hidden="true">
      {ABILITIES.map(([ability, Icon]) => (
        <span key={ability}>
          <Icon className="small" />
          {t(`models.can.${ability}`)}
        </span>
      ))}
      {hasGuesses ? <span>? {t("models.guessed")}</span> : null}
    </p>
  );
}

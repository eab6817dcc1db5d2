import { IconAlertTriangle, IconChevronDown } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Parameters } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Dot } from "@/ui/marks/dot";
import { StateWord } from "@/ui/marks/state-word";
import type { ChatChange } from "../api/acts";
import { ModelMenu } from "../composer/model-menu";
import { isLoaded, useModels } from "../composer/models";
import type { Settings } from "../composer/settings";
import classes from "./inspector.module.css";
import { Slider } from "./slider";

export type SectionProps = { settings: Settings; change: (wishes: ChatChange) => void; tune: (parameters: Parameters) => void };

/** Words of an answer, from short to as long as it takes. A word is about four thirds of a token. */
const LENGTHS = [50, 100, 150, 200, 300, 400, 600, 800, 1000, 1500, 2000, 3000];
const TOKENS_A_WORD = 4 / 3;
const USUAL_WARMTH = 0.8;

/** Who answers, how boldly, and at what length. */
export function ModelSection({ settings, change, tune }: SectionProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { temperature, max_tokens } = settings.parameters;
  const length = max_tokens ? nearest(max_tokens / TOKENS_A_WORD) : LENGTHS.length;
  const tellLength = (at: number) => {
    const words = LENGTHS[at];
    return words === undefined ? t("chats.length.free") : t("chats.length.words", { count: words, shown: format.number(words) });
  };
  return (
    <section className={classes.section} aria-label={t("chats.model.title")}>
      <header>
        <h3 className="label">{t("chats.model.title")}</h3>
        <State settings={settings} />
      </header>
      <Field settings={settings} change={change} />
      <Slider
        label={t("chats.warmth")}
        hint={t("chats.warmthHint")}
        value={temperature ?? USUAL_WARMTH}
        tell={(value) => (temperature === null || temperature === undefined) && value === USUAL_WARMTH ? t("chats.own") : format.exact(value)}
        min={0}
        max={2}
        step={0.1}
        onSettle={(value) => tune({ temperature: value })}
        onReset={typeof temperature === "number" ? () => tune({ temperature: null }) : null}
      />
      <Slider
        label={t("chats.length.title")}
        hint={t("chats.length.hint")}
        value={length}
        tell={tellLength}
        min={0}
        max={LENGTHS.length}
        step={1}
        onSettle={(at) => tune({ max_tokens: LENGTHS[at] === undefined ? null : Math.round(LENGTHS[at] * TOKENS_A_WORD) })}
        onReset={null}
      />
    </section>
  );
}

/** The step whose words are the closest. */
function nearest(words: number): number {
  const away = LENGTHS.map((length) => Math.abs(Math.log(length / words)));
  return away.indexOf(Math.min(...away));
}

function State({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const { find } = useModels();
  const found = find(settings);
  // Only Ollama tells what it holds in memory.
  if (!found?.channel.can_install) return null;
  return (
    <span className="caption">
      {isLoaded(found.model) ? (
        <StateWord look="ok" mark={<Dot look="ok" />}>
          {t("chats.model.loaded")}
        </StateWord>
      ) : (
        <StateWord look="wait" mark={<Dot look="off" />}>
          {found.channel.demo ? t("chats.message.demo") : t("chats.model.asleep")}
        </StateWord>
      )}
    </span>
  );
}

function Field({ settings, change }: Pick<SectionProps, "settings" | "change">) {
  const { t } = useTranslation();
  const { all, find, title } = useModels();
  const found = find(settings);
  const name = title(settings);
  const isLost = settings.model !== null && all.length > 0 && !found;
  return (
    <>
      <ModelMenu chosen={settings} label={t("chats.model.choose")} onChoose={change}>
        <button type="button" className={classes.field}>
          <span className="cut">{name ?? t("chats.model.noneShort")}</span>
          <span className="hidden-words">{t("chats.model.choose")}</span>
          <span className="faint caption">{found?.channel.channel}</span>
          <IconChevronDown className="small" />
        </button>
      </ModelMenu>
      {isLost ? (
        <p className={`caption ${classes.warn}`}>
          <IconAlertTriangle className="small" />
          {t("chats.model.lost")}
        </p>
      ) : null}
    </>
  );
}

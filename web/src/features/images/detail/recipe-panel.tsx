import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { drawingOf } from "@/api/drawings";
import type { Drawing, PictureDetail, Run } from "@/api/types";
import { useFormat } from "@/i18n/format";
import type { ImagesSearch } from "../search";
import { Acts } from "./acts";
import { CopyButton } from "@/ui/controls/copy-button";
import { DrawingStory } from "@/ui/drawing/drawing-story";
import classes from "./detail.module.css";
import { numberOf, textOf, valueWith } from "./recipe";
import { RecipeRows } from "./recipe-rows";
import { useIngredients } from "./use-ingredients";

type Props = { picture: PictureDetail; search: ImagesSearch; onStarted: (runs: Run[]) => void };

/** What can be done with the picture, and what made it, in words. */
export function Recipe({ picture, search, onStarted }: Props) {
  const { t } = useTranslation();
  const { ingredients, template } = useIngredients(picture);
  const prompt = textOf(valueWith(ingredients, "prompt"));
  const negative = textOf(valueWith(ingredients, "negative"));
  const story = useStory(picture);
  return (
    <aside className={classes.panel} aria-label={t("images.recipe")}>
      <section>
        <Acts picture={picture} search={search} onStarted={onStarted} />
      </section>
      {story ? (
        <section aria-label={t("images.story")}>
          <DrawingStory drawing={story} />
        </section>
      ) : null}
      {prompt && !story ? <Words prompt={prompt} negative={negative} /> : null}
      <section aria-label={t("images.recipe")}>
        <header>
          <h2 className="label">{t("images.recipe")}</h2>
        </header>
        <RecipeRows picture={picture} ingredients={ingredients} template={template} />
      </section>
      <section aria-label={t("images.from")}>
        <header>
          <h2 className="label">{t("images.from")}</h2>
        </header>
        <Origin picture={picture} />
      </section>
    </aside>
  );
}

const OF_WISH = "image:";

/** Of a picture that was wished for in words: what was wished, seen and written. */
function useStory({ source }: PictureDetail): Drawing | null {
  const id = source.startsWith(OF_WISH) ? source.slice(OF_WISH.length) : "";
  const { data } = useQuery({ ...drawingOf(id), enabled: id !== "" });
  return data && !data.wish.as_written ? data : null;
}

function Words({ prompt, negative }: { prompt: string; negative: string | null }) {
  const { t } = useTranslation();
  return (
    <section aria-label={t("images.wordsOf")}>
      <header>
        <h2 className="label">{t("images.wordsOf")}</h2>
        <CopyButton text={prompt} label={t("images.copyWords")} />
      </header>
      <p className={`story ${classes.prompt}`}>{prompt}</p>
      {negative ? <p className={`muted ${classes.negative}`}>{t("images.without", { words: negative })}</p> : null}
    </section>
  );
}

function Origin({ picture }: { picture: PictureDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const server = textOf(picture.recipe.server);
  const seconds = numberOf(picture.recipe.seconds);
  const facts = [
    server ? t("images.server", { name: server }) : null,
    seconds === null ? null : t("images.seconds", { count: Math.round(seconds * 10) / 10, shown: format.number(seconds) }),
    format.ago(picture.created_at),
  ];
  return (
    <>
      {picture.demo ? <p className={classes.demo}>{t("images.demoMade")}</p> : null}
      {picture.source.startsWith("script:") ? <p>{t("images.fromTable")}</p> : null}
      <p className="muted" title={format.moment(picture.created_at)}>
        {facts.filter(Boolean).join(", ")}
      </p>
    </>
  );
}

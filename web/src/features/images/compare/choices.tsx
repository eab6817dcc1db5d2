import { useTranslation } from "react-i18next";
import { thumbnailOf } from "@/api/assets";
import type { Picture, PictureDetail } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { nameOf } from "../gallery/picture-tile";
import classes from "./compare.module.css";

type Props = { one: PictureDetail; other: string | undefined; others: Picture[]; onChoose: (id: string) => void };

/** A is the picture that one came from; B is any of the others. */
export function Choices({ one, other, others, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <section className={classes.choices} aria-label={t("images.choices")}>
      <h2 className="label">{t("images.choices")}</h2>
      <ul>
        <li>
          <span className={classes.choice} data-on>
            <Face picture={one} letter="A" />
          </span>
        </li>
        {others.map((picture) => (
          <li key={picture.id}>
            <button type="button" className={classes.choice} aria-pressed={picture.id === other} data-on={picture.id === other || undefined} onClick={() => onChoose(picture.id)}>
              <Face picture={picture} letter={picture.id === other ? "B" : null} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Face({ picture, letter }: { picture: Picture; letter: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <img src={thumbnailOf(picture.asset_id, 256)} alt="" loading="lazy" />
      <span>
        <span className="strong cut">{nameOf(picture, t("images.untitled"))}</span>
        <span className={`caption ${classes.facts}`}>
          {picture.seed === null ? null : <span className="cut">{t("images.seedShort", { seed: picture.seed })}</span>}
          <time dateTime={picture.created_at}>{format.ago(picture.created_at)}</time>
        </span>
      </span>
      {letter ? <b className={classes.letter}>{letter}</b> : null}
    </>
  );
}

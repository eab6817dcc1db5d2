import { useTranslation } from "react-i18next";
import classes from "./prose.module.css";
import { safeAddress } from "./reading/address";
import type { Citation, NoteMark } from "./reading/grammar";
import { useSetting } from "./setting";

/** Numbers that lead to the pages behind them; a number without a page stays as it was written. */
export function Cited({ citation }: { citation: Citation }) {
  const { t } = useTranslation();
  const { sources } = useSetting();
  const found = citation.numbers.map((number) => sources.find((source) => source.number === number));
  if (found.some((source) => !source)) return citation.raw;
  return found.map((source) => {
    const href = source ? safeAddress(source.url) : null;
    if (!source || !href) return citation.raw;
    const title = source.title || href;
    return (
      <a key={source.number} className={classes.cited} href={href} title={title} aria-label={t("prose.source", { number: source.number, title })} target="_blank" rel="noopener noreferrer nofollow">
        {source.number}
      </a>
    );
  });
}

export const noteId = (id: string, number: number) => `${id}note${number}`;
export const markId = (id: string, number: number) => `${id}mark${number}`;

/** Goes there within the page, without a word in its address. */
export function goTo(id: string): void {
  const place = document.getElementById(id);
  place?.scrollIntoView({ block: "nearest" });
  place?.focus({ preventScroll: true });
}

export function NoteLink({ mark }: { mark: NoteMark }) {
  const { t } = useTranslation();
  const { id, notes, isLive } = useSetting();
  const isThere = notes.includes(`,${mark.number},`);
  if (!isThere && !isLive) return mark.raw;
  return (
    <sup>
      <button id={markId(id, mark.number)} type="button" className={classes.noted} aria-label={t("prose.note", { number: mark.number })} onClick={() => goTo(noteId(id, mark.number))}>
        {mark.number}
      </button>
    </sup>
  );
}

import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { GpuNews } from "@/api/types";
import { type Format, useFormat } from "@/i18n/format";
import { wordsFor } from "@/i18n/words";
import classes from "./gpu.module.css";

const FEW = 8;
const MOST = 60;
const BAD = new Set(["lease.lost", "lease.refused", "room.step_failed", "room.refused", "language.restore_failed", "vram.low", "service.crashed", "service.given_up"]);
/** They come with every lease and say what the line shows. */
const USUAL = new Set(["lease.waiting", "lease.granted", "lease.released"]);

/** What happened around the cards, newest first. */
export function NewsList({ news }: { news: GpuNews[] }) {
  const { t } = useTranslation();
  const [isWhole, setWhole] = useState(false);
  const told = news.filter((entry) => !USUAL.has(entry.kind)).reverse();
  return (
    <section>
      <h3 className={`label ${classes.group}`}>{t("admin.gpu.news")}</h3>
      {told.length === 0 ? <p className="muted">{t("admin.gpu.noNews")}</p> : null}
      <ul aria-label={t("admin.gpu.news")}>
        {told.slice(0, isWhole ? MOST : FEW).map((entry) => (
          <Entry key={`${entry.at} ${entry.kind} ${entry.device}`} entry={entry} />
        ))}
      </ul>
      {told.length > FEW && !isWhole ? (
        <button type="button" className={`link ${classes.note}`} onClick={() => setWhole(true)}>
          {t("common.more")}
        </button>
      ) : null}
    </section>
  );
}

/** In the person's language where we have its words, else in the server's own. */
function Entry({ entry }: { entry: GpuNews }) {
  const format = useFormat();
  const kind = wordsFor(`admin.gpu.kind.${entry.kind}`);
  const told = wordsFor(`news.${entry.code}`, measured(entry.data, format));
  return (
    <li className={classes.entry}>
      <span className="caption tnum" title={format.moment(entry.at)}>
        {format.time(entry.at)}
      </span>
      <span data-bad={BAD.has(entry.kind) || undefined}>
        {kind && told ? <span className="strong">{kind} </span> : null}
        <span lang={told === null ? "en" : undefined} className="caption">
          {told ?? entry.text}
        </span>
      </span>
    </li>
  );
}

/** Numbers of the server as the language writes them, by the unit in their names. */
function measured(data: GpuNews["data"], format: Format) {
  const units: Record<string, (value: number) => string> = { mb: format.memory, s: format.span };
  const shown = Object.entries(data).map(([name, value]) => {
    const unit = units[/_(mb|s)$/.exec(name)?.[1] ?? ""] ?? format.number;
    return [name, typeof value === "number" ? unit(value) : value];
  });
  return Object.fromEntries(shown) as Record<string, unknown>;
}

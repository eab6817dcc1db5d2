import { useTranslation } from "react-i18next";
import type { UseOfRuns } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { wordsFor } from "@/i18n/words";
import { DayBars, Legend } from "@/ui/charts/day-bars";
import type { Usage } from "./api";
import { funnelOf, type Sum, tokensOf, total } from "./sums";
import classes from "./usage.module.css";

/** The span in a few numbers. */
export function Figures({ usage, daily }: { usage: Usage; daily: Sum[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const all = total(daily);
  const bytes = usage.storage.reduce((sum, one) => sum + one.bytes, 0);
  const figures = [
    ["messages", format.number(all.messages)],
    ["tokens", format.number(tokensOf(all))],
    ["pictures", format.number(all.pictures)],
    ["time", all.seconds > 0 ? format.span(all.seconds) : "0"],
    ["storage", bytes > 0 ? format.size(bytes) : "0"],
  ] as const;
  return (
    <dl className={classes.figures}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt className="caption">{t(`admin.usage.figure.${name}`)}</dt>
          <dd className="tnum">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What became of the pictures of each day. */
export function PicturesChart({ daily }: { daily: Sum[] }) {
  const { t } = useTranslation();
  const series = [
    { name: t("admin.usage.made"), hue: "image", of: (day: Sum) => day.pictures },
    { name: t("admin.usage.failed"), hue: "persona", of: (day: Sum) => day.failed },
    { name: t("admin.usage.cancelled"), hue: "flow", of: (day: Sum) => day.cancelled },
  ];
  return <Chart id="pictures" title={t("admin.usage.picturesByDay")} daily={daily} series={series} />;
}

/** How much was read and written each day. */
export function WordsChart({ daily }: { daily: Sum[] }) {
  const { t } = useTranslation();
  const series = [
    { name: t("models.use.out"), hue: "text", of: (day: Sum) => day.completionTokens },
    { name: t("models.use.in"), hue: "data", of: (day: Sum) => day.promptTokens },
  ];
  return <Chart id="tokens" title={t("admin.usage.tokensByDay")} daily={daily} series={series} />;
}

type Series = { name: string; hue: string; of: (day: Sum) => number };

function Chart({ id, title, daily, series }: { id: string; title: string; daily: Sum[]; series: Series[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const days = daily.map((sum) => {
    const values = series.map((one) => one.of(sum));
    const told = series.map((one, index) => (values[index] ? `${one.name}: ${format.number(values[index])}` : "")).filter(Boolean);
    return { label: format.day(sum.name), hint: [format.day(sum.name), ...told].join("\n"), values };
  });
  const most = Math.max(0, ...days.map(({ values }) => values.reduce((sum, value) => sum + value, 0)));
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="subject">
        {title}
      </h2>
      {most > 0 ? (
        <>
          <DayBars label={title} series={series} days={days} top={format.number(most)} />
          <div className={classes.legend}>
            <Legend series={series.map((one) => ({ ...one, note: format.number(daily.reduce((sum, day) => sum + one.of(day), 0)) }))} />
          </div>
        </>
      ) : (
        <p className={`muted ${classes.none}`}>{t("admin.usage.none")}</p>
      )}
    </section>
  );
}

const slug = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1).replaceAll("_", " ");

/** From what was asked for to what was made, and why the rest was not. */
export function FailedPictures({ runs }: { runs: UseOfRuns[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { requested, done, failed, cancelled, underWay, reasons } = funnelOf(runs);
  if (requested === 0) return null;
  const steps = [
    ["requested", requested],
    ["made", done],
    ["failed", failed],
    ["cancelled", cancelled],
    ["underWay", underWay],
  ] as const;
  const nameOf = (reason: string) => wordsFor(`admin.usage.reason.${reason}`) ?? wordsFor(`errors.${reason}`) ?? slug(reason);
  return (
    <section aria-labelledby="funnel" className={classes.funnel}>
      <h2 id="funnel" className="subject">
        {t("admin.usage.funnel")}
      </h2>
      <div className={classes.two}>
        <Bars label={t("admin.usage.funnel")} most={requested} rows={steps.filter(([, count]) => count > 0).map(([name, count]) => [t(`admin.usage.${name}`), count, name])} />
        {reasons.length > 0 ? (
          <div>
            <h3 className="label">{t("admin.usage.reasons")}</h3>
            <Bars label={t("admin.usage.reasons")} most={failed} rows={reasons.map(({ reason, amount }) => [nameOf(reason), amount, "failed"])} />
          </div>
        ) : (
          <p className="muted">{t("admin.usage.noFailures", { share: format.share(1) })}</p>
        )}
      </div>
    </section>
  );
}

function Bars({ label, rows, most }: { label: string; rows: (readonly [name: string, count: number, look: string])[]; most: number }) {
  const format = useFormat();
  return (
    <ul className={classes.bars} aria-label={label}>
      {rows.map(([name, count, look]) => (
        <li key={name}>
          <span>{name}</span>
          <i aria-hidden="true" data-look={look} style={{ "--part": `${(count / most) * 100}%` }} />
          <span className="tnum">{format.number(count)}</span>
          <span className="muted tnum">{format.share(count / most)}</span>
        </li>
      ))}
    </ul>
  );
}

import { SegmentedControl } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { nameOf } from "@/api/models";
import type { UseOfModel } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { DayBars, Legend } from "@/ui/charts/day-bars";
import { SkeletonRows } from "@/ui/states/skeleton";
import { ErrorNote } from "@/ui/states/error-note";
import { useOf, type Whose } from "./api";
import classes from "./models.module.css";
import { daysOf, seriesOf, sumOf, sumsBy, tokensOf } from "./use-sums";

const SPANS = ["7", "30", "90"] as const;
type Span = (typeof SPANS)[number];

/** What was used of the models, day by day. */
export function UseSection({ isAdmin }: { isAdmin: boolean }) {
  const { t } = useTranslation();
  const [whose, setWhose] = useState<Whose>(isAdmin ? "everybody" : "mine");
  const [span, setSpan] = useState<Span>("30");
  const { data, error, refetch } = useQuery({ ...useOf(whose, Number(span)), placeholderData: keepPreviousData });
  return (
    <section aria-labelledby="use" className={classes.use}>
      <div className={classes.head}>
        <h2 id="use" className="heading">
          {t("models.use.title")}
        </h2>
        {isAdmin ? (
          <SegmentedControl
            aria-label={t("models.use.whose")}
            value={whose}
            onChange={setWhose}
            data={(["everybody", "mine"] as const).map((value) => ({ value, label: t(`models.use.${value}`) }))}
          />
        ) : null}
        <SegmentedControl
          aria-label={t("models.use.span")}
          value={span}
          onChange={setSpan}
          data={SPANS.map((value) => ({ value, label: t("models.use.days", { count: Number(value) }) }))}
        />
      </div>
      {data ? (
        <Use items={data} days={Number(span)} byPerson={whose === "everybody"} />
      ) : error ? (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      ) : (
        <SkeletonRows rows={3} />
      )}
    </section>
  );
}

function Use({ items, days, byPerson }: { items: UseOfModel[]; days: number; byPerson: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (items.length === 0) return <p className={`muted ${classes.none}`}>{t("models.use.none")}</p>;
  const series = seriesOf(items);
  const named = series.map((one) => ({ ...one, name: one.model === null ? t("models.use.others") : nameOf(one.model) }));
  const columns = daysOf(items, series, days).map(({ day, values }) => ({
    label: format.day(day),
    hint: [format.day(day), ...named.map((one, index) => (values[index] ? `${one.name}: ${format.number(values[index])}` : "")).filter(Boolean)].join("\n"),
    values,
  }));
  const most = Math.max(...columns.map(({ values }) => values.reduce((sum, value) => sum + value, 0)));
  const tokens = format.number(sumOf(items, tokensOf));
  const person = ({ username, name }: UseOfModel) => (username ? { name: name || username, title: username } : { name: t("models.use.fabula"), title: "" });
  return (
    <>
      <DayBars
        label={t("models.use.chart", { tokens, count: days })}
        series={named}
        days={columns}
        top={t("models.use.tokens", { tokens: format.number(most) })}
      />
      <div className={classes.useLegend}>
        <Legend series={named} />
      </div>
      <div className={classes.tables} data-two={byPerson || undefined}>
        <Sums title={t("models.use.byModel")} items={items} by={(one) => ({ name: nameOf(one.model) })} />
        {byPerson ? <Sums title={t("models.use.byPerson")} items={items} by={person} /> : null}
      </div>
    </>
  );
}

function Sums({ title, items, by }: { title: string; items: UseOfModel[]; by: Parameters<typeof sumsBy>[1] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <table className={classes.sums}>
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">{t("models.use.requests")}</th>
          <th scope="col">{t("models.use.in")}</th>
          <th scope="col">{t("models.use.out")}</th>
          <th scope="col" className="no-phone">
            {t("models.use.time")}
          </th>
        </tr>
      </thead>
      <tbody>
        {sumsBy(items, by).map((sum) => (
          <tr key={sum.title}>
            <th scope="row" className="cut" title={sum.title}>
              {sum.name}
            </th>
            <td>{format.number(sum.requests)}</td>
            <td>{format.number(sum.prompt)}</td>
            <td>{format.number(sum.completion)}</td>
            <td className="no-phone">{format.span(sum.seconds)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

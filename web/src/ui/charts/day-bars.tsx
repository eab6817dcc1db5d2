import classes from "./charts.module.css";

export type Series = { name: string; hue: string };
export type Day = { label: string; hint: string; values: number[] };

/** Columns of days, each a stack of the series in their order; the largest is told at the axis. */
export function DayBars({ label, series, days, top }: { label: string; series: Series[]; days: Day[]; top: string }) {
  const most = Math.max(1, ...days.map((day) => sum(day.values)));
  return (
    <figure className={classes.bars} role="img" aria-label={label}>
      <span className={classes.top}>{top}</span>
      <div className={classes.columns}>
        {days.map((day) => (
          <span key={day.label + day.hint} className={classes.day} title={day.hint}>
            {day.values.map((value, index) =>
              value > 0 ? (
                <i key={series[index]?.name ?? index} style={{ "--part": `${(value / most) * 100}%`, "--hue": `var(--hue-${series[index]?.hue ?? "flow"})` }} />
              ) : null,
            )}
          </span>
        ))}
      </div>
      <div className={classes.labels}>
        <span>{days[0]?.label}</span>
        <span>{days.at(-1)?.label}</span>
      </div>
    </figure>
  );
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

export function Legend({ series }: { series: (Series & { note?: string })[] }) {
  return (
    <ul className={classes.legend}>
      {series.map((one) => (
        <li key={one.name}>
          <i style={{ "--hue": `var(--hue-${one.hue})` }} data-limit={one.hue === "limit" || undefined} />
          {one.name}
          {one.note ? <span className="tnum">{one.note}</span> : null}
        </li>
      ))}
    </ul>
  );
}

import type { ReactNode } from "react";
import classes from "./charts.module.css";

export type Layer = { name: string; hue: string; values: number[] };

type Props = {
  label: string;
  /** Where each value stands on the way from left (0) to right (1). */
  places: number[];
  /** From the bottom up; each is drawn on top of those before it. */
  layers: Layer[];
  most: number;
  limit?: number;
  ticks: { at: number; label: string }[];
  foot: ReactNode;
};

const WIDTH = 760;
const HEIGHT = 220;

/** Amounts that lie on top of each other over time, with the limit that should not be passed. */
export function AreaChart({ label, places, layers, most, limit, ticks, foot }: Props) {
  const x = (index: number) => ((places[index] ?? 0) * WIDTH).toFixed(1);
  const y = (value: number) => (HEIGHT - (Math.min(value, most) / most) * HEIGHT).toFixed(1);
  const edges = layers.map((_, index) => places.map((__, at) => total(layers.slice(0, index + 1), at)));
  const line = (edge: number[]) => edge.map((value, index) => `${index ? "L" : "M"}${x(index)} ${y(value)}`).join("");
  const below = (index: number) => {
    const edge = edges[index - 1] ?? places.map(() => 0);
    return edge.map((value, at) => `L${x(at)} ${y(value)}`).reverse().join("");
  };
  return (
    <figure className={classes.chart}>
      <div className={classes.plot}>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
          {ticks.map((tick) => (
            <path key={tick.at} className={classes.grid} d={`M0 ${y(tick.at)}H${WIDTH}`} />
          ))}
          {layers.map((layer, index) => (
            <g key={layer.name} style={{ "--hue": hueOf(layer.hue) }}>
              <path className={classes.area} d={`${line(edges[index] ?? [])}${below(index)}Z`} />
              <path className={classes.edge} d={line(edges[index] ?? [])} />
            </g>
          ))}
          {limit === undefined ? null : <path className={classes.limit} d={`M0 ${y(limit)}H${WIDTH}`} />}
        </svg>
        <div className={classes.axis}>
          {ticks.map((tick) => (
            <span key={tick.at} style={{ "--up": `${(tick.at / most) * 100}%` }}>
              {tick.label}
            </span>
          ))}
        </div>
      </div>
      <figcaption className={classes.labels}>{foot}</figcaption>
    </figure>
  );
}

const hueOf = (hue: string) => (hue === "accent" ? "var(--accent)" : `var(--hue-${hue})`);
const total = (layers: Layer[], at: number) => layers.reduce((sum, layer) => sum + (layer.values[at] ?? 0), 0);

import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { TemplateInfo } from "@/api/types";
import classes from "./graph.module.css";
import { CARD, type Card, drawingOf } from "./layout";

type Props = { template: TemplateInfo; chosen: number | null; onChoose: (number: number) => void };

/** The workflow in small, with the places lit where values go in. */
export function Graph({ template, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const drawing = useMemo(() => drawingOf(template), [template]);
  return (
    // A region that scrolls must be reached by keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={frame} className={classes.canvas} role="region" aria-label={t("templates.graph")} tabIndex={0}>
      <div className={classes.sheet} style={{ width: drawing.width, height: drawing.height }}>
        <svg className={classes.wires} width={drawing.width} height={drawing.height} aria-hidden="true">
          {drawing.wires.map((wire) => (
            <path key={`${wire.from} ${wire.to} ${wire.path}`} d={wire.path} data-kind={wire.kind} />
          ))}
        </svg>
        {drawing.cards.map((card) => (
          <NodeCard key={card.id} card={card} chosen={chosen} onChoose={onChoose} />
        ))}
      </div>
      {drawing.left > 0 ? <p className="caption">{t("templates.notDrawn", { count: drawing.left })}</p> : null}
    </div>
  );
}

type CardProps = { card: Card; chosen: number | null; onChoose: (number: number) => void };

function NodeCard({ card, chosen, onChoose }: CardProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.card} data-dim={card.isDim || undefined} style={{ left: card.left, top: card.top, width: CARD, height: card.height }}>
      <p className="cut" title={card.title}>
        {card.title}
      </p>
      {card.rows.map((row) =>
        row.lit === null ? (
          <span key={row.name} className={classes.row} title={row.value === null ? row.name : `${row.name}: ${row.value}`}>
            <span className="cut">{row.name}</span>
            {row.value === null ? null : <span className={`cut ${classes.value}`}>{row.value}</span>}
          </span>
        ) : (
          <button
            key={row.name}
            type="button"
            className={classes.row}
            data-lit
            aria-pressed={row.lit === chosen}
            title={t("templates.goToInput", { number: row.lit, name: row.name })}
            onClick={() => onChoose(row.lit ?? 1)}
          >
            <span className="cut">{row.name}</span>
            <b>{row.lit}</b>
          </button>
        ),
      )}
    </div>
  );
}

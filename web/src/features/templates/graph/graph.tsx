import { type CSSProperties, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { TemplateInfo } from "@/api/types";
import { usePhone } from "@/ui/layout/use-phone";
import classes from "./graph.module.css";
import { CARD, type Card, type Drawing, drawingOf } from "./layout";

type Props = { template: TemplateInfo; chosen: number | null; onChoose: (number: number) => void };

/** The workflow in small, with the places lit where values go in. */
export function Graph({ template, chosen, onChoose }: Props) {
  const isPhone = usePhone();
  const drawing = useMemo(() => drawingOf(template), [template]);
  const View = isPhone ? NodeList : Canvas;
  return <View drawing={drawing} chosen={chosen} onChoose={onChoose} />;
}

type ViewProps = { drawing: Drawing; chosen: number | null; onChoose: (number: number) => void };

/** Where there is no room for a drawing: the nodes that take values, in the order of the work. */
function NodeList({ drawing, chosen, onChoose }: ViewProps) {
  const { t } = useTranslation();
  const lit = drawing.cards.filter((card) => !card.isDim);
  const others = drawing.cards.length - lit.length + drawing.left;
  return (
    <section className={classes.list} aria-label={t("templates.graph")}>
      {lit.map((card) => (
        <NodeCard key={card.id} card={{ ...card, rows: card.rows.filter((row) => row.lit !== null) }} chosen={chosen} onChoose={onChoose} />
      ))}
      {others > 0 ? <p className="caption">{t("templates.notDrawn", { count: others })}</p> : null}
    </section>
  );
}

function Canvas({ drawing, chosen, onChoose }: ViewProps) {
  const { t } = useTranslation();
  return (
    // A region that scrolls must be reached by keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.canvas} role="region" aria-label={t("templates.graph")} tabIndex={0}>
      <div className={classes.sheet} style={{ width: drawing.width, height: drawing.height }}>
        <svg className={classes.wires} width={drawing.width} height={drawing.height} aria-hidden="true">
          {drawing.wires.map((wire) => (
            <path key={`${wire.from} ${wire.to} ${wire.path}`} d={wire.path} data-kind={wire.kind} />
          ))}
        </svg>
        {drawing.cards.map((card) => (
          <NodeCard
            key={card.id}
            card={card}
            style={{ left: card.left, top: card.top, width: CARD, height: card.height }}
            chosen={chosen}
            onChoose={onChoose}
          />
        ))}
      </div>
      {drawing.left > 0 ? <p className="caption">{t("templates.notDrawn", { count: drawing.left })}</p> : null}
    </div>
  );
}

type CardProps = { card: Card; style?: CSSProperties; chosen: number | null; onChoose: (number: number) => void };

function NodeCard({ card, style, chosen, onChoose }: CardProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.card} data-dim={card.isDim || undefined} style={style}>
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

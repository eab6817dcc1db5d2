import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { thumbnailOf } from "@/api/assets";
import { useLiveRun } from "@/api/live";
import { activeRuns } from "@/api/runs";
import type { Run } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Meter } from "@/ui/marks/meter";
import { StateWord } from "@/ui/marks/state-word";
import { useRenderWords } from "@/ui/runs/render-words";
import { shareOf } from "@/ui/runs/run-words";
import { Listed } from "@/ui/states/listed";
import { SkeletonRows } from "@/ui/states/skeleton";
import { type ItemState, rowsOf, type Script, type ScriptItem } from "./api";
import classes from "./scripts.module.css";

type Props = { script: Script; state: ItemState | undefined };

/** Every row with its picture and its state; a failed one says why below. */
export function RowsTable({ script, state }: Props) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(rowsOf(script.id, state));
  const { data: runs = [] } = useQuery(activeRuns);
  const runOf = (item: ScriptItem) => runs.find(({ id }) => id === item.render_id);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reached by keys
    <div className={classes.scroll} role="region" aria-label={t("scripts.rows")} tabIndex={0}>
      <Listed of={list} waiting={<SkeletonRows rows={6} />} none={<p className={`muted ${classes.none}`}>{t("scripts.noRows")}</p>}>
        {(items) => (
          <table className={classes.rows}>
            <thead>
              <tr>
                <th scope="col">{t("scripts.column.number")}</th>
                <th scope="col">{t("scripts.column.picture")}</th>
                <th scope="col">{t("scripts.column.key")}</th>
                <th scope="col">{t("scripts.column.values")}</th>
                <th scope="col">{t("images.seed")}</th>
                <th scope="col">{t("scripts.column.time")}</th>
                <th scope="col">{t("scripts.stateLabel")}</th>
              </tr>
            </thead>
            {items.map((item) => (
              <Row key={item.number} item={item} run={runOf(item)} />
            ))}
          </table>
        )}
      </Listed>
    </div>
  );
}

function Row({ item, run }: { item: ScriptItem; run: Run | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = wordsOf(item);
  return (
    <tbody data-state={item.state}>
      <tr>
        <td className="muted tnum">{format.number(item.number + 1)}</td>
        <td>
          <Thumb item={item} run={run} />
        </td>
        <td className="strong cut" title={item.key}>
          {item.key}
        </td>
        <td className="muted cut" title={words}>
          {words}
        </td>
        <td className="mono">{item.seed === null ? "" : String(item.seed)}</td>
        <td className="muted tnum">{item.seconds === null ? "" : t("scripts.seconds", { shown: format.number(item.seconds) })}</td>
        <td>{run && item.state === "running" ? <Live run={run} /> : <State item={item} />}</td>
      </tr>
      {item.state === "failed" && item.reason ? (
        <tr className={classes.why}>
          <td colSpan={2} />
          <td colSpan={5}>{item.reason}</td>
        </tr>
      ) : null}
    </tbody>
  );
}

/** The prompt where there is one, else the longest text: names of models say little. */
function wordsOf({ values }: ScriptItem): string {
  if (typeof values.prompt === "string") return values.prompt;
  return Object.values(values).reduce<string>((longest, value) => (typeof value === "string" && value.length > longest.length ? value : longest), "");
}

function Thumb({ item, run }: { item: ScriptItem; run: Run | undefined }) {
  const picture = item.pictures[0];
  if (picture) {
    return (
      <Link to="/images/$picture" params={{ picture: picture.id }} className={classes.thumb} aria-label={picture.title}>
        <img src={thumbnailOf(picture.asset_id, 256)} alt="" loading="lazy" />
      </Link>
    );
  }
  return run ? <LiveThumb run={run} /> : <span className={classes.thumb} />;
}

function LiveThumb({ run }: { run: Run }) {
  const { preview } = useLiveRun(run).live;
  return <span className={classes.thumb}>{preview ? <img src={preview} alt="" /> : null}</span>;
}

function Live({ run }: { run: Run }) {
  const live = useLiveRun(run);
  const words = useRenderWords()(live);
  const share = shareOf(live);
  return (
    <>
      <StateWord look="now">
        <span className="cut">{words.state}</span>
      </StateWord>
      {share === null ? null : <Meter share={share} label={run.title} />}
    </>
  );
}

const LOOKS = { waiting: "wait", running: "now", done: "ok", failed: "bad", cancelled: "wait" } as const;

function State({ item }: { item: ScriptItem }) {
  const { t } = useTranslation();
  const mark = item.state === "done" ? <IconCheck className="small" /> : item.state === "failed" ? <IconAlertTriangle className="small" /> : null;
  return (
    <StateWord look={LOOKS[item.state]} mark={mark}>
      {t(`scripts.item.${item.state}`)}
    </StateWord>
  );
}

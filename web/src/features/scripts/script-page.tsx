import { ActionIcon, Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { IconChevronLeft, IconDownload, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { saveAs } from "@/api/assets";
import { asFailure, Failure } from "@/api/failure";
import { runOf } from "@/api/events";
import { useTopic } from "@/api/live";
import { usePageTitle } from "@/ui/layout/page";
import { SkeletonPage } from "@/ui/states/skeleton";
import { ErrorNote } from "@/ui/states/error-note";
import { NotHere } from "@/ui/states/not-here";
import { archiveOf, type ItemState, reportOf, type Script, scriptOf, useScriptActs } from "./api";
import { RowsTable } from "./rows-table";
import classes from "./scripts.module.css";
import { Stats } from "./stats";

const SETTLE_MS = 800;
const STATES = ["done", "failed", "running", "waiting"] as const;

/** One table at work: how far it is, each row with its picture, and what can be done. */
export function ScriptPage() {
  const { t } = useTranslation();
  const { script: id } = useParams({ from: "/inside/shell/images/scripts/$script" });
  const { data, error, refetch } = useQuery(scriptOf(id));
  useProgress(id);
  usePageTitle(data?.title ?? t("scripts.title"));
  if (data) return <Work script={data} />;
  if (!error) return <SkeletonPage />;
  const back = { to: "/images/scripts", title: t("scripts.back") } as const;
  return <NotHere error={error} isGone={asFailure(error).status === 404} title={t("scripts.goneTitle")} why={t("scripts.goneWhy")} back={back} onRetry={() => void refetch()} />;
}

function Work({ script }: { script: Script }) {
  const { t } = useTranslation();
  const acts = useScriptActs(script.id);
  const refusal = script.state === "failed" && script.total === 0 ? script.run?.error : null;
  const error = acts.start.error ?? acts.pause.error ?? acts.cancel.error ?? acts.retry.error;
  return (
    <>
      <header className={classes.head}>
        <ActionIcon aria-label={t("scripts.back")} title={t("scripts.back")} renderRoot={(props) => <Link to="/images/scripts" {...props} />}>
          <IconChevronLeft />
        </ActionIcon>
        <h1 className="cut">{script.title || script.file_name}</h1>
        <span className="mono cut muted no-phone">{script.file_name}</span>
        <span className={classes.gap} />
        {script.done > 0 ? (
          <Button variant="quiet" className="no-phone" leftSection={<IconDownload />} onClick={() => saveAs(archiveOf(script.id))}>
            {t("scripts.downloadDone")}
          </Button>
        ) : null}
        <Button variant="quiet" className="no-phone" onClick={() => saveAs(reportOf(script.id))}>
          {t("scripts.report")}
        </Button>
        <Acts script={script} acts={acts} />
      </header>
      {refusal ? <Refused script={script} why={new Failure(refusal)} /> : <Progress script={script} acts={acts} error={error} />}
    </>
  );
}

/** Not one row could be drawn: why, and the way back to where it can be mended. */
function Refused({ script, why }: { script: Script; why: Failure }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const again = { table: script.table.asset_id, name: script.file_name, template: script.template };
  return (
    <div className={classes.column}>
      <ErrorNote title={t("scripts.refused")} error={why}>
        <Button size="sm" onClick={() => void navigate({ to: "/images/scripts/new", search: again })}>
          {t("scripts.placeAgain")}
        </Button>
      </ErrorNote>
    </div>
  );
}

function Progress({ script, acts, error }: { script: Script; acts: ReturnType<typeof useScriptActs>; error: unknown }) {
  const { t } = useTranslation();
  const [state, setState] = useState<ItemState | undefined>();
  return (
    <>
      <Stats script={script} />
      {error ? <ErrorNote error={error} /> : null}
      <div className={classes.bar}>
        <div className={classes.chips} role="group" aria-label={t("scripts.which")}>
          <button type="button" className={classes.chip} aria-pressed={state === undefined} onClick={() => setState(undefined)}>
            {t("scripts.all")}
          </button>
          {STATES.map((name) => (
            <button key={name} type="button" className={classes.chip} aria-pressed={state === name} onClick={() => setState(name)}>
              {t(`scripts.item.${name}`)}
            </button>
          ))}
        </div>
        {script.failed > 0 ? (
          <Button size="sm" loading={acts.retry.isPending} onClick={() => acts.retry.mutate()}>
            {t("scripts.retry", { count: script.failed })}
          </Button>
        ) : null}
      </div>
      <RowsTable script={script} state={state} />
    </>
  );
}

function Acts({ script, acts }: { script: Script; acts: ReturnType<typeof useScriptActs> }) {
  const { t } = useTranslation();
  const isUnderWay = script.state === "running" || script.state === "reading";
  const canGoOn = script.state === "paused" || script.state === "cancelled" || script.state === "draft";
  return (
    <>
      {isUnderWay ? (
        <Button leftSection={<IconPlayerPause />} loading={acts.pause.isPending} onClick={() => acts.pause.mutate()}>
          {t("scripts.pause")}
        </Button>
      ) : null}
      {canGoOn ? (
        <Button variant="primary" leftSection={<IconPlayerPlay />} loading={acts.start.isPending} onClick={() => acts.start.mutate()}>
          {t("scripts.goOn")}
        </Button>
      ) : null}
      {isUnderWay || script.state === "paused" ? (
        <Button variant="danger" loading={acts.cancel.isPending} onClick={() => acts.cancel.mutate()}>
          {t("scripts.stop")}
        </Button>
      ) : null}
    </>
  );
}

/** Reads again what changed, at most about once a second however fast the rows come. */
function useProgress(id: string): void {
  const cache = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useTopic("runs", (frame) => {
    if (frame.type !== "subscribed" && !runOf(frame)) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void cache.invalidateQueries({ queryKey: ["scripts", "one", id] });
      void cache.invalidateQueries({ queryKey: ["scripts", "rows", id] });
    }, SETTLE_MS);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}

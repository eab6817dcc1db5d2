import { ActionIcon, Button } from "@mantine/core";
import { IconAlertTriangle, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLiveRun } from "@/api/live";
import { useRunActions } from "@/api/runs";
import type { Run } from "@/api/types";
import { Meter } from "@/ui/marks/meter";
import { useRenderWords } from "@/ui/runs/render-words";
import { shareOf } from "@/ui/runs/run-words";
import { useFailureWords } from "@/ui/states/failure-words";
import { dismiss } from "./gallery-store";
import classes from "./tile.module.css";

/** A picture under way, or one that did not come about, in the place that it will have. */
export function RenderTile({ run }: { run: Run }) {
  return run.state === "failed" ? <FailedTile run={run} /> : <UnderWayTile run={run} />;
}

function UnderWayTile({ run }: { run: Run }) {
  const { t } = useTranslation();
  const live = useLiveRun(run);
  const words = useRenderWords()(live);
  const share = shareOf(live);
  const { cancel } = useRunActions();
  const { preview } = live.live;
  return (
    <div className={`${classes.tile} ${classes.under}`} role="group" aria-label={run.title} aria-busy="true">
      {preview ? <img src={preview} alt="" /> : <span className={classes.veil} />}
      <span className={classes.stop}>
        <ActionIcon disabled={cancel.isPending} aria-label={`${t("common.cancel")}: ${run.title}`} title={t("common.cancel")} onClick={() => cancel.mutate(run.id)}>
          <IconX className="small" />
        </ActionIcon>
      </span>
      <div className={`${classes.foot} ${preview ? classes.bright : ""}`}>
        {preview ? null : <p className={`${classes.words} muted`}>{run.title}</p>}
        <p className={classes.line}>
          <span>{words.state}</span>
          <span className="tnum">{words.time}</span>
        </p>
        {share === null ? null : <Meter share={share} label={run.title} />}
      </div>
    </div>
  );
}

function FailedTile({ run }: { run: Run }) {
  const { t } = useTranslation();
  const tell = useFailureWords();
  const { retry } = useRunActions();
  const why = run.error ? tell(run.error) : null;
  return (
    <div className={`${classes.tile} ${classes.under} ${classes.failed}`} role="group" aria-label={run.title}>
      <p className={classes.head}>
        <IconAlertTriangle className="small" />
        {t("run.failed")}
      </p>
      <p className={classes.words}>{run.title}</p>
      {why ? (
        <p>
          {why.what} {why.hint ?? why.who}
        </p>
      ) : null}
      <div className={classes.tries}>
        {run.retryable ? (
          <Button size="sm" loading={retry.isPending} aria-label={`${t("common.retry")}: ${run.title}`} onClick={() => retry.mutate(run.id, { onSuccess: () => dismiss(run.id) })}>
            {t("common.retry")}
          </Button>
        ) : null}
        <Button size="sm" variant="quiet" aria-label={`${t("images.dismiss")}: ${run.title}`} onClick={() => dismiss(run.id)}>
          {t("images.dismiss")}
        </Button>
      </div>
    </div>
  );
}

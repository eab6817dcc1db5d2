import { Button } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLiveRun, useTopic } from "@/api/live";
import { nameOf } from "@/api/models";
import { isActive, useRunActions } from "@/api/runs";
import type { ChannelModels, OwnedRun } from "@/api/types";
import { Meter } from "@/ui/marks/meter";
import { StateWord } from "@/ui/marks/state-word";
import { shareOf, useRunWords } from "@/ui/runs/run-words";
import { useFailureWords } from "@/ui/states/failure-words";
import { useCancelRun } from "../runs/api";
import { pulls } from "./api";
import { rowsOf } from "./listed";
import classes from "./models.module.css";

const TOLD_FOR_MS = 3_600_000;

/** What is being installed, and what lately could not be. */
export function Installing({ channels }: { channels: ChannelModels[] }) {
  const { data } = useInfiniteQuery(pulls);
  const runs = data?.pages[0]?.items ?? [];
  const there = new Set(rowsOf(channels).map(({ channel, model }) => `${channel.channel_id} ${nameOf(model.name)}`));
  const placeOf = (run: OwnedRun) => `${given(run).channel_id} ${nameOf(run.title)}`;
  const shown = runs.filter((run, index) => {
    const isNewest = runs.findIndex((one) => placeOf(one) === placeOf(run)) === index;
    return isNewest && (isActive(run) || (isTold(run) && !there.has(placeOf(run))));
  });
  return shown.map((run) => <Row key={run.id} run={run} channel={channels.find((one) => one.channel_id === given(run).channel_id)} />);
}

const given = (run: OwnedRun) => run.input as { channel_id?: string };
const isTold = (run: OwnedRun) => run.state === "failed" && Date.now() - Date.parse(run.finished_at ?? run.created_at) < TOLD_FOR_MS;

function Row({ run, channel }: { run: OwnedRun; channel: ChannelModels | undefined }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const live = useLiveRun(run);
  const cancel = useCancelRun();
  const { retry } = useRunActions();
  useTopic(isActive(run) ? `run:${run.id}` : null, (frame) => {
    if (frame.type !== "event" || !frame.event.kind.startsWith("run.")) return;
    void cache.invalidateQueries({ queryKey: pulls.queryKey });
    void cache.invalidateQueries({ queryKey: ["models"] });
  });
  const again = () => retry.mutate(run.id, { onSuccess: () => void cache.invalidateQueries({ queryKey: pulls.queryKey }) });
  return (
    <tr className={classes.now} data-failed={run.state === "failed" || undefined}>
      <td>
        <p className="strong cut">{nameOf(run.title)}</p>
        <p className="caption cut">{channel?.channel}</p>
      </td>
      <td colSpan={4}>{run.state === "failed" ? <Failed run={run} /> : <Progress run={live} />}</td>
      <td>
        <div className={classes.acts}>
          {isActive(run) ? (
            <Button
              variant="quiet"
              size="sm"
              disabled={cancel.isPending}
              aria-label={`${t("common.cancel")}: ${nameOf(run.title)}`}
              onClick={() => cancel.mutate(run.id)}
            >
              {t("common.cancel")}
            </Button>
          ) : run.retryable ? (
            <Button variant="quiet" size="sm" disabled={retry.isPending} aria-label={`${t("run.again")}: ${nameOf(run.title)}`} onClick={again}>
              {t("run.again")}
            </Button>
          ) : null}
        </div>
      </td>
    </tr>
  );
}

function Progress({ run }: { run: ReturnType<typeof useLiveRun> }) {
  const words = useRunWords()({ ...run, live: { ...run.live, stage: run.live.stage ?? "downloading" } });
  const share = shareOf(run);
  return (
    <div className={classes.progress}>
      <p className="caption">
        <StateWord look="now">{[words.state, words.time].filter(Boolean).join(", ")}</StateWord>
      </p>
      {share === null ? null : <Meter share={share} label={run.title} />}
    </div>
  );
}

function Failed({ run }: { run: OwnedRun }) {
  const { t } = useTranslation();
  const tell = useFailureWords();
  if (!run.error) return <p className={classes.failed}>{t("run.failed")}</p>;
  const words = tell(run.error);
  return (
    <p className={classes.failed}>
      {words.what} {words.hint ?? words.who}
    </p>
  );
}

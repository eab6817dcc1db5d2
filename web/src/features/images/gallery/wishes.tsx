import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { isDrawing } from "@/api/drawings";
import { useLiveRun } from "@/api/live";
import { activeRuns, finishedRuns, useRunActions } from "@/api/runs";
import type { Run } from "@/api/types";
import { RunList } from "@/ui/runs/run-list";
import { RunRow } from "@/ui/runs/run-row";
import { useFailureWords } from "@/ui/states/failure-words";
import { Note } from "@/ui/states/note";
import { activeRenders, failedRenders } from "../api";
import classes from "./gallery.module.css";
import { dismiss, useGallery } from "./gallery-store";
import { OF_WISH } from "./under-way";

/** Wishes that models are still at, and those that came to nothing before a picture was begun. */
export function Wishes() {
  const wishes = useWishes();
  if (wishes.length === 0) return null;
  return (
    <RunList className={classes.wishes}>
      {wishes.map((run) => (
        <Wish key={run.id} run={run} />
      ))}
    </RunList>
  );
}

function Wish({ run }: { run: Run }) {
  const { cancel } = useRunActions();
  const now = useLiveRun(run);
  if (run.state === "failed") return <FailedWish run={run} />;
  return <RunRow run={now} busy={cancel.isPending} onCancel={({ id }) => cancel.mutate(id)} onRetry={() => undefined} />;
}

function FailedWish({ run }: { run: Run }) {
  const { t } = useTranslation();
  const tell = useFailureWords();
  const words = run.error ? tell(run.error) : null;
  return (
    <li>
      <Note look="bad">
        <p className="strong">{run.title}</p>
        <p className="muted">{words ? `${words.what} ${words.hint ?? words.who}` : t("run.failed")}</p>
        <Button size="sm" variant="quiet" aria-label={`${t("images.dismiss")}: ${run.title}`} onClick={() => dismiss(run.id)}>
          {t("images.dismiss")}
        </Button>
      </Note>
    </li>
  );
}

const NONE: Run[] = [];

function useWishes(): Run[] {
  const { data: active = NONE } = useQuery(activeRuns);
  const { data: ended = NONE } = useQuery(finishedRuns);
  const { data: drawing } = useQuery(activeRenders);
  const { data: failed } = useQuery(failedRenders);
  const dismissed = useGallery((state) => state.dismissed);
  // Once its renders are on the wall, they speak for it.
  const isShown = ({ id }: Run) => [...(drawing ?? []), ...(failed ?? [])].some(({ source }) => source === OF_WISH + id);
  const failures = ended.filter((run) => run.state === "failed" && !dismissed.includes(run.id));
  return [...failures, ...active].filter((run) => isDrawing(run) && !run.href?.startsWith("/chats/") && !isShown(run));
}

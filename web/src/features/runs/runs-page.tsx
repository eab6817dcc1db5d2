import { Button, Chip } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { allRuns, finishedRuns, type RunFilter, useRunActions } from "@/api/runs";
import { Page } from "@/ui/layout/page";
import { RunList } from "@/ui/runs/run-list";
import { Empty } from "@/ui/states/empty";
import { ErrorNote } from "@/ui/states/error-note";
import { SkeletonRows } from "@/ui/states/skeleton";
import { LiveRunRow } from "./live-run-row";
import classes from "./runs-page.module.css";

const FILTERS = ["all", "active", "finished", "failed"] as const;

/** Every run of the person, newest first. */
export function RunsPage() {
  const { t } = useTranslation();
  const { state } = useSearch({ from: "/inside/shell/runs" });
  const navigate = useNavigate();
  const { clear } = useRunActions();
  const { data: finished } = useQuery(finishedRuns);
  const choose = (value: string | string[]) => {
    const chosen = FILTERS.find((name) => name === value && name !== "all") as RunFilter["state"];
    void navigate({ to: "/runs", search: chosen ? { state: chosen } : {}, viewTransition: false });
  };
  return (
    <Page
      title={t("room.runs")}
      actions={
        finished?.length ? (
          <Button variant="quiet" loading={clear.isPending} onClick={() => clear.mutate()}>
            {t("run.clear")}
          </Button>
        ) : null
      }
    >
      <div className={classes.column}>
        <Chip.Group value={state ?? "all"} onChange={choose}>
          <div className={classes.filters} role="radiogroup" aria-label={t("run.show")}>
            {FILTERS.map((name) => (
              <Chip key={name} name="runs" value={name}>
                {t(`run.filter.${name}`)}
              </Chip>
            ))}
          </div>
        </Chip.Group>
        <Found filter={state ? { state } : {}} />
      </div>
    </Page>
  );
}

function Found({ filter }: { filter: RunFilter }) {
  const { t } = useTranslation();
  const actions = useRunActions();
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(allRuns(filter));
  if (isPending) return <SkeletonRows rows={6} />;
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  const runs = data.pages.flatMap((page) => page.items);
  if (runs.length === 0) return <Empty title={t("run.emptyTitle")}>{t("run.none")}</Empty>;
  return (
    <>
      <RunList label={t("room.runs")} className={classes.list}>
        {runs.map((run) => (
          <LiveRunRow key={run.id} run={run} actions={actions} />
        ))}
      </RunList>
      {hasNextPage ? (
        <Button variant="quiet" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("common.more")}
        </Button>
      ) : null}
    </>
  );
}

import { ActionIcon, Button, Drawer } from "@mantine/core";
import { useClickOutside, useFocusTrap, useHotkeys } from "@mantine/hooks";
import { IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { activeRuns, finishedRuns, useRunActions } from "@/api/runs";
import type { ListedRun } from "@/api/types";
import { useFocusBack } from "@/ui/controls/use-focus-back";
import { usePhone } from "@/ui/layout/use-phone";
import { RunList, RunLists } from "@/ui/runs/run-list";
import { ErrorNote } from "@/ui/states/error-note";
import { SkeletonRows } from "@/ui/states/skeleton";
import { LiveRunRow } from "./live-run-row";
import classes from "./runs-tray.module.css";

type Props = { onClose: () => void };

/** What is under way, what waits, what has ended: beside the rail, or a sheet on a phone. */
export function RunsTray({ onClose }: Props) {
  const { t } = useTranslation();
  const title = useId();
  return usePhone() ? (
    <Drawer.Root opened onClose={onClose} position="bottom" size="auto" classNames={{ content: classes.sheet ?? "" }}>
      <Drawer.Overlay />
      <Drawer.Content aria-label={t("room.runs")}>
        <Tray title={title} onClose={onClose} />
      </Drawer.Content>
    </Drawer.Root>
  ) : (
    <BesideRail title={title} onClose={onClose} />
  );
}

function BesideRail({ title, onClose }: Props & { title: string }) {
  const trap = useFocusTrap();
  const outside = useClickOutside(onClose, ["pointerdown"]);
  useFocusBack();
  useHotkeys([["Escape", onClose]], []);
  return (
    <section ref={trap} className={classes.beside} role="dialog" aria-labelledby={title}>
      <div ref={outside} className={classes.column}>
        <Tray title={title} onClose={onClose} />
      </div>
    </section>
  );
}

function Tray({ title, onClose }: Props & { title: string }) {
  const { t } = useTranslation();
  const finished = useQuery(finishedRuns);
  const { clear } = useRunActions();
  return (
    <>
      <header className={classes.head}>
        <h2 id={title} className="subject">
          {t("room.runs")}
        </h2>
        <ActionIcon aria-label={t("common.close")} onClick={onClose} data-autofocus>
          <IconX />
        </ActionIcon>
      </header>
      <TrayLists />
      <footer className={classes.foot}>
        <Link to="/runs" className="link" onClick={onClose}>
          {t("run.all")}
        </Link>
        {finished.data?.length ? (
          <Button variant="quiet" size="sm" loading={clear.isPending} onClick={() => clear.mutate()}>
            {t("run.clear")}
          </Button>
        ) : null}
      </footer>
    </>
  );
}

function TrayLists() {
  const { t } = useTranslation();
  const active = useQuery(activeRuns);
  const finished = useQuery(finishedRuns);
  const error = active.error ?? finished.error;
  if (error) {
    const again = () => void Promise.all([active.refetch(), finished.refetch()]);
    return (
      <div className={classes.lists}>
        <ErrorNote error={error} onRetry={again} />
      </div>
    );
  }
  if (!active.data || !finished.data) {
    return (
      <div className={classes.lists}>
        <SkeletonRows rows={3} />
      </div>
    );
  }
  const groups = [
    ["run.now", active.data.filter((run) => run.state === "running")],
    ["run.line", active.data.filter((run) => run.state === "queued")],
    ["run.finished", finished.data],
  ] as const;
  const isEmpty = groups.every(([, runs]) => runs.length === 0);
  return (
    <RunLists className={classes.lists}>
      {isEmpty ? <p className="muted">{t("run.none")}</p> : null}
      {groups.map(([name, runs]) => (
        <Group key={name} title={t(name)} runs={runs} />
      ))}
    </RunLists>
  );
}

function Group({ title, runs }: { title: string; runs: ListedRun[] }) {
  const actions = useRunActions();
  if (runs.length === 0) return null;
  return (
    <>
      <h3 className={`label ${classes.group}`}>{title}</h3>
      <RunList label={title}>
        {runs.map((run) => (
          <LiveRunRow key={run.id} run={run} actions={actions} />
        ))}
      </RunList>
    </>
  );
}

import { Button, Chip, Select } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { isActive } from "@/api/runs";
import { RunList } from "@/ui/runs/run-list";
import { Empty } from "@/ui/states/empty";
import { ErrorNote } from "@/ui/states/error-note";
import { Listed } from "@/ui/states/listed";
import { SkeletonRows } from "@/ui/states/skeleton";
import { AdminPage } from "../admin-page";
import filters from "../filters.module.css";
import { personNamed } from "../people/api";
import { PersonSelect } from "../person-select";
import { everyRun, type RunsFilter, STATES, useCancelRun } from "./api";
import { OwnedRunRow } from "./owned-run-row";
import classes from "./runs.module.css";

const LOOK_AGAIN_MS = 15_000;

/** Everybody's runs, whose they are and how far they are. */
export function AllRunsPage() {
  const { t } = useTranslation();
  const { owner, state, kind } = useSearch({ from: "/inside/shell/admin/runs" });
  const navigate = useNavigate();
  const list = useRuns(owner, state, kind);
  const cancel = useCancelRun();
  const isFiltered = Boolean(owner ?? state ?? kind);
  const runs = list.data?.pages.flatMap((page) => page.items) ?? [];
  const kinds = [...new Set([...runs.map((run) => run.kind), ...(kind ? [kind] : [])])].sort();
  const go = (next: { owner?: string | undefined; state?: RunsFilter["state"]; kind?: string | undefined }) =>
    void navigate({ to: "/admin/runs", search: next, replace: true, viewTransition: false });
  return (
    <AdminPage>
      <div className={filters.column}>
        <div className={filters.bar} role="search">
          <Chip.Group value={state ?? "all"} onChange={(value) => go({ owner, kind, state: STATES.find((one) => one === value) })}>
            <div className={filters.chips} role="radiogroup" aria-label={t("run.show")}>
              {(["all", ...STATES] as const).map((name) => (
                <Chip key={name} name="all-runs" value={name}>
                  {t(`run.filter.${name}`)}
                </Chip>
              ))}
            </div>
          </Chip.Group>
          <PersonSelect
            label={t("admin.runs.owner")}
            anybody={t("admin.runs.everybody")}
            value={owner}
            onChange={(username) => go({ state, kind, owner: username })}
          />
          <Select
            clearable
            allowDeselect
            label={t("admin.runs.kind")}
            placeholder={t("admin.runs.anyKind")}
            data={kinds}
            value={kind ?? null}
            onChange={(value) => go({ owner, state, kind: value ?? undefined })}
          />
        </div>
        {cancel.error ? <ErrorNote error={cancel.error} /> : null}
        <Listed of={list} waiting={<SkeletonRows rows={6} />} none={<Nothing isFiltered={isFiltered} onClear={() => go({})} />}>
          {(found) => (
            <RunList className={classes.list} label={t("admin.runs.list")}>
              {found.map((run) => (
                <OwnedRunRow key={run.id} run={run} cancel={cancel} />
              ))}
            </RunList>
          )}
        </Listed>
      </div>
    </AdminPage>
  );
}

/** A name that nobody has leads to an empty list: no id is the nobody's. */
function useRuns(owner: string | undefined, state: RunsFilter["state"], kind: string | undefined) {
  const named = useQuery({ ...personNamed(owner ?? ""), enabled: owner !== undefined });
  const whose = owner === undefined ? {} : { owner: named.data?.id ?? "nobody" };
  return useInfiniteQuery({
    ...everyRun({ ...whose, ...(state ? { state } : {}), ...(kind ? { kind } : {}) }),
    enabled: owner === undefined || named.isSuccess,
    refetchInterval: (query) => (query.state.data?.pages.some((page) => page.items.some(isActive)) ? LOOK_AGAIN_MS : false),
  });
}

function Nothing({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  if (!isFiltered) return <Empty title={t("admin.runs.none")}>{t("admin.runs.noneWhy")}</Empty>;
  return (
    <Empty title={t("admin.runs.none")} action={<Button onClick={onClear}>{t("admin.runs.clear")}</Button>}>
      {t("admin.runs.noneFit")}
    </Empty>
  );
}

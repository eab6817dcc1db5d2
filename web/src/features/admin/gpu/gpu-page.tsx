import { SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Gpu, GpuDevice } from "@/api/types";
import { Empty } from "@/ui/states/empty";
import { ErrorNote } from "@/ui/states/error-note";
import { SkeletonRows } from "@/ui/states/skeleton";
import { AdminPage } from "../admin-page";
import { gpu } from "./api";
import classes from "./gpu.module.css";
import { Line } from "./line";
import { inOrder } from "./memory";
import { MemorySection } from "./memory-section";
import { NewsList } from "./news-list";
import { ProgramsSection } from "./programs-section";
import { Shares } from "./shares";
import { Tenants } from "./tenants";

const FEW = 3;

/** The cards live: who holds what, whose turn it is, what happened. Nothing is asked while the page is hidden. */
export function GpuPage() {
  const { data, error, refetch } = useQuery(gpu);
  return (
    <AdminPage>
      {data ? (
        <Cards state={data} isStale={error !== null} />
      ) : (
        <div className={classes.sides}>{error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : <SkeletonRows rows={6} />}</div>
      )}
    </AdminPage>
  );
}

function Cards({ state, isStale }: { state: Gpu; isStale: boolean }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const devices = inOrder(state.devices);
  const device = devices.find((one) => one.id === chosen) ?? devices[0];
  if (!device) return <Empty title={t("admin.gpu.none")}>{t("admin.gpu.noneWhy")}</Empty>;
  return (
    <div className={classes.sides} data-stale={isStale || undefined}>
      <div className={classes.main}>
        {devices.length > 1 ? <DeviceChoice devices={devices} device={device} onChoose={setChosen} /> : null}
        <MemorySection key={device.id} device={device} />
        <Tenants device={device} />
        <ProgramsSection />
      </div>
      <aside className={classes.aside} aria-label={t("admin.gpu.turns")}>
        <Line device={device} people={state.people} />
        <Shares device={device} people={state.people} />
        <NewsList news={state.news} />
      </aside>
    </div>
  );
}

type ChoiceProps = { devices: GpuDevice[]; device: GpuDevice; onChoose: (id: string) => void };

function DeviceChoice({ devices, device, onChoose }: ChoiceProps) {
  const { t } = useTranslation();
  const data = devices.map((one) => ({ value: one.id, label: one.name }));
  return (
    <div className={classes.choice}>
      {devices.length <= FEW ? (
        <SegmentedControl aria-label={t("admin.gpu.device")} value={device.id} onChange={onChoose} data={data} />
      ) : (
        <Select aria-label={t("admin.gpu.device")} value={device.id} onChange={(value) => value && onChoose(value)} data={data} />
      )}
    </div>
  );
}

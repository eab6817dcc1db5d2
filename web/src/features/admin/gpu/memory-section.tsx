import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { GpuDevice } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { AreaChart } from "@/ui/charts/area-chart";
import { Legend } from "@/ui/charts/day-bars";
import { Note } from "@/ui/states/note";
import classes from "./gpu.module.css";
import { isDemo, isMeasured, layersOf, partsOf, placesOf, shown } from "./memory";

const SHORT_MINUTES = 10;

/** The memory of a card: over time, and who holds it now. */
export function MemorySection({ device }: { device: GpuDevice }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!isMeasured(device)) {
    const isNamedBelow = device.tenants.some(({ name }) => name === device.name);
    return (
      <section aria-label={t("admin.gpu.memory")}>
        <h2 className={classes.held}>{isNamedBelow ? t("admin.gpu.memory") : device.name}</h2>
        <Note look="calm">{t(isDemo(device) ? "admin.gpu.demo" : "admin.gpu.blind")}</Note>
      </section>
    );
  }
  const used = device.total_mb - device.free_mb;
  const by = isDemo(device) ? t("admin.gpu.demoCard") : t("admin.gpu.measuredBy", { name: device.name, by: device.measured_by });
  return (
    <section aria-label={t("admin.gpu.memory")}>
      <h2 className={classes.held}>
        {format.memory(used)} <span className="muted">{t("admin.gpu.ofHeld", { total: format.memory(device.total_mb) })}</span>
      </h2>
      <p className="muted">{by}</p>
      <Chart device={device} />
      <Held device={device} />
    </section>
  );
}

type Measured = GpuDevice & { total_mb: number; free_mb: number };

function Chart({ device }: { device: Measured }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [minutes, setMinutes] = useState<number | null>(SHORT_MINUTES);
  const points = shown(device.history, minutes);
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return <p className={`muted ${classes.wait}`}>{t("admin.gpu.noHistory")}</p>;
  const isLong = spanOf(device) > (SHORT_MINUTES + 1) * 60;
  const total = device.total_mb;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => ({ at: total * part, label: part === 0 ? "0" : format.memory(total * part) }));
  return (
    <div className={classes.history}>
      {isLong ? (
        <SegmentedControl
          className={classes.span ?? ""}
          aria-label={t("admin.gpu.span")}
          value={minutes === null ? "all" : "short"}
          onChange={(value) => setMinutes(value === "all" ? null : SHORT_MINUTES)}
          data={[
            { value: "short", label: t("admin.gpu.minutes", { count: SHORT_MINUTES }) },
            { value: "all", label: format.span(spanOf(device)) },
          ]}
        />
      ) : null}
      <AreaChart
        label={t("admin.gpu.chart", {
          used: format.memory(last.used_mb),
          total: format.memory(total),
          most: format.memory(Math.max(...points.map((point) => point.used_mb))),
          span: format.span((Date.parse(last.at) - Date.parse(first.at)) / 1000),
        })}
        places={placesOf(points)}
        layers={layersOf(points, { others: t("admin.gpu.strangers"), engines: t("admin.gpu.engines") })}
        most={total}
        limit={total - device.floor_mb}
        ticks={ticks}
        foot={
          <>
            <span>{format.time(first.at)}</span>
            <span>{t("admin.gpu.now")}</span>
          </>
        }
      />
    </div>
  );
}

function spanOf(device: GpuDevice): number {
  const [first, last] = [device.history[0], device.history.at(-1)];
  return first && last ? (Date.parse(last.at) - Date.parse(first.at)) / 1000 : 0;
}

/** The card as one bar, and what each part is. */
function Held({ device }: { device: Measured }) {
  const { t } = useTranslation();
  const format = useFormat();
  const parts = partsOf(device, { others: t("admin.gpu.strangers"), rest: t("admin.gpu.rest") });
  const told = (mb: number) => format.memory(mb);
  return (
    <>
      <div className={classes.bar} aria-hidden="true">
        {parts.map((part) => (
          <i key={part.name} style={{ "--part": part.mb, "--hue": part.hue === "accent" ? "var(--accent)" : `var(--hue-${part.hue})` }}>
            <span className="cut">
              {part.name} {told(part.mb)}
            </span>
          </i>
        ))}
        <i data-free style={{ "--part": Math.max(1, device.free_mb) }}>
          <span className="cut">{t("admin.gpu.free", { size: told(device.free_mb) })}</span>
        </i>
      </div>
      <Legend
        series={[
          ...parts.map((part) => ({ ...part, note: told(part.mb) })),
          { name: t("admin.gpu.floor", { size: told(device.floor_mb) }), hue: "limit" },
        ]}
      />
    </>
  );
}

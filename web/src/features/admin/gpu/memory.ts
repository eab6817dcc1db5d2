/** What the numbers of a card come to: what is held, by whom, over time. */
import type { GpuDevice, GpuTenant, VramPoint } from "@/api/types";
import type { Layer } from "@/ui/charts/area-chart";

const POINTS = 160;

export const isMeasured = (device: GpuDevice): device is GpuDevice & { total_mb: number; free_mb: number } =>
  Boolean(device.total_mb) && device.free_mb !== null;
export const isDemo = (device: GpuDevice) => device.id.startsWith("demo:");
export const hueOf = (tenant: GpuTenant) => (tenant.kind === "language" ? "data" : "accent");

/** Cards that are measured first, the demo engines last. */
export const inOrder = (devices: GpuDevice[]): GpuDevice[] =>
  [...devices].sort((one, other) => rank(one) - rank(other));
const rank = (device: GpuDevice) => (isDemo(device) ? 2 : isMeasured(device) ? 0 : 1);

export type Part = { name: string; hue: string; mb: number };

/** Who holds the memory of now, in the order of the chart; what nobody claims is told as the rest. */
export function partsOf(device: GpuDevice & { total_mb: number; free_mb: number }, words: { others: string; rest: string }): Part[] {
  const used = Math.max(0, device.total_mb - device.free_mb);
  const strangers = Math.min(device.stranger_mb, used);
  const tenants = device.tenants.map((tenant) => ({ name: tenant.name, hue: hueOf(tenant), mb: tenant.vram_mb ?? 0 }));
  const claimed = strangers + tenants.reduce((sum, part) => sum + part.mb, 0);
  const parts = [{ name: words.others, hue: "flow", mb: strangers }, ...tenants, { name: words.rest, hue: "number", mb: Math.max(0, used - claimed) }];
  return parts.filter((part) => part.mb > 0);
}

/** The points of the last so many minutes, thinned to what can be seen. */
export function shown(history: VramPoint[], minutes: number | null): VramPoint[] {
  const end = Date.parse(history.at(-1)?.at ?? "");
  const wanted = minutes === null ? history : history.filter((point) => end - Date.parse(point.at) <= minutes * 60_000);
  const step = Math.max(1, wanted.length / POINTS);
  const picked = Array.from({ length: Math.min(POINTS, wanted.length) }, (_, index) => wanted[Math.floor(index * step)]);
  const newest = wanted.at(-1);
  return [...picked.slice(0, -1), newest].filter((point) => point !== undefined);
}

export function layersOf(points: VramPoint[], words: { others: string; engines: string }): Layer[] {
  return [
    { name: words.others, hue: "flow", values: points.map((point) => Math.min(point.stranger_mb, point.used_mb)) },
    { name: words.engines, hue: "accent", values: points.map((point) => Math.max(0, point.used_mb - point.stranger_mb)) },
  ];
}

/** Where each point stands between the first and the last. */
export function placesOf(points: VramPoint[]): number[] {
  const times = points.map((point) => Date.parse(point.at));
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  return times.map((time) => (last > first ? (time - first) / (last - first) : 1));
}

/** What a run says about itself: its stage, its share, its place in line, its time. */
import { useTranslation } from "react-i18next";
import type { Run } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { wordsFor } from "@/i18n/words";

/** The true share of a run that knows its total; null when it does not. */
export function shareOf(run: Run): number | null {
  const { done, total } = run.live;
  return run.state === "running" && done !== null && total ? done / total : null;
}

const DRAWING = "Drawing on ";
const slug = (text: string) => text.toLocaleLowerCase("en").replaceAll(/[^a-z0-9]+/g, "_");
const capital = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1).replaceAll("_", " ");

export function useRunWords() {
  const { t } = useTranslation();
  const format = useFormat();

  const named = (code: string) =>
    code.startsWith(DRAWING) ? t("images.drawingOn", { name: code.slice(DRAWING.length) }) : (wordsFor(`stage.${slug(code)}`) ?? capital(code));
  const stage = (run: Run) => {
    const { stage: code, done, total, unit } = run.live;
    const name = code ? named(code) : t("run.running");
    // A share without a unit is what the bar shows; "0.3 of 1" says nothing more.
    if (done === null || !total || !Number.isInteger(done)) return name;
    const counted =
      unit === "bytes"
        ? { done: format.size(done), total: format.size(total), unit: "" }
        : { done: format.number(done), total: format.number(total), unit: unit ? (wordsFor(`unit.${slug(unit)}`) ?? unit) : "" };
    return `${name}, ${t("run.share", counted).trim()}`;
  };
  const place = (run: Run) =>
    run.live.place ? t("run.place", { count: run.live.place, ordinal: true }) : t("run.queued");
  const waiting = (run: Run) => (run.live.eta_s === null ? null : t("run.in", { span: format.span(run.live.eta_s) }));
  const left = (run: Run) => (run.live.eta_s === null ? null : t("run.left", { span: format.span(run.live.eta_s) }));
  const took = (run: Run) =>
    run.started_at && run.finished_at
      ? format.span((Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1000)
      : null;

  return (run: Run): { state: string; time: string | null } => {
    const ended = run.finished_at ? format.time(run.finished_at) : null;
    switch (run.state) {
      case "queued":
        return { state: place(run), time: waiting(run) };
      case "running":
        return run.live.place ? { state: place(run), time: waiting(run) } : { state: stage(run), time: left(run) };
      case "done":
        return { state: [t("run.done"), took(run)].filter(Boolean).join(", "), time: ended };
      case "cancelled":
        return { state: t("run.cancelled"), time: ended };
      case "failed":
        return { state: t("run.failed"), time: ended };
    }
  };
}

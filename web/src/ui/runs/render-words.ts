/** What a picture under way is at: its place in line, its step, or its stage; and how long it still takes. */
import { useTranslation } from "react-i18next";
import type { Run } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { useRunWords } from "./run-words";

export function useRenderWords() {
  const { t } = useTranslation();
  const format = useFormat();
  const tell = useRunWords();
  return (run: Run): { state: string; time: string | null } => {
    const { place, done, total, unit, eta_s: eta } = run.live;
    const usual = tell(run);
    if (run.state !== "running") return usual;
    if (place) return { state: t("run.place", { count: place, ordinal: true }), time: eta === null ? null : t("run.in", { span: format.span(eta) }) };
    if (unit === "steps" && done !== null && total) return { ...usual, state: t("images.step", { done: format.number(done), total: format.number(total) }) };
    return usual;
  };
}

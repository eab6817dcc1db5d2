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
    const { place, done, total, unit } = run.live;
    const usual = tell(run);
    if (run.state !== "running" || place) return usual;
    if (unit === "steps" && done !== null && total) return { ...usual, state: t("images.step", { done: format.number(done), total: format.number(total) }) };
    return usual;
  };
}

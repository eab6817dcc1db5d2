import { useTranslation } from "react-i18next";
import type { Run } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Dot } from "@/ui/marks/dot";
import { useRunWords } from "@/ui/runs/run-words";
import classes from "./parts.module.css";

/** A reply before its first word: what is being waited for, the place in line, and how long. */
export function Waiting({ run }: { run: Run | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const tell = useRunWords();
  const place = run?.live.place;
  const eta = run?.live.eta_s ?? null;
  const words = place
    ? t("chats.message.inLine", { place: t("run.place", { count: place, ordinal: true }) })
    : run?.live.stage
      ? tell({ ...run, state: "running" }).state
      : t("chats.message.begins");
  return (
    <p className={classes.waiting}>
      <Dot look="busy" />
      <span>
        {words}
        {eta === null ? "" : `, ${t("chats.message.about", { span: format.span(eta) })}`}
      </span>
    </p>
  );
}

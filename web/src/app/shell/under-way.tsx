import { useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { IconClock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { activeRuns } from "@/api/runs";
import type { Run } from "@/api/types";
import { Ring } from "@/ui/marks/ring";
import { shareOf } from "@/ui/runs/run-words";
import { showOrHide, useFloat } from "./shell-store";

type Props = { className: string | undefined; word: string | undefined; count: string | undefined };

/** The way to the runs: a clock at rest, a ring while something goes on. */
export function UnderWay({ className, word, count }: Props) {
  const { t } = useTranslation();
  const isOpen = useFloat((state) => state.open === "runs");
  const isHere = useRouterState({ select: (state) => state.location.pathname === "/runs" });
  const { data: runs = [] } = useQuery(activeRuns);
  const title = t("room.runs");
  return (
    <button
      type="button"
      className={className}
      title={title}
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      aria-current={isHere ? "page" : undefined}
      data-opens="runs"
      onClick={() => showOrHide("runs")}
    >
      {runs.length > 0 ? <Ring share={meanShare(runs)} /> : <IconClock />}
      <span className={word}>{title}</span>
      {runs.length > 0 ? <span className={count}>{runs.length}</span> : null}
    </button>
  );
}

function meanShare(runs: Run[]): number | null {
  const shares = runs.map(shareOf).filter((share) => share !== null);
  return shares.length > 0 ? shares.reduce((sum, share) => sum + share, 0) / shares.length : null;
}

import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { IconAlertTriangle, IconBan, IconCheck, IconSparkles } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLiveRun } from "@/api/live";
import { activeRuns, finishedRuns, withMade } from "@/api/runs";
import type { ListedRun, Run } from "@/api/types";
import { Meter } from "@/ui/marks/meter";
import { shareOf, useRunWords } from "@/ui/runs/run-words";
import { useRunTitle } from "@/ui/marks/chat-title";
import classes from "./recent.module.css";

const MOST = 6;

/** What the person has set going lately; nothing at all when there was nothing. */
export function Recent() {
  const { t } = useTranslation();
  const active = useQuery(activeRuns);
  const finished = useQuery(finishedRuns);
  const runs = [...(active.data ?? []), ...(finished.data ?? [])].slice(0, MOST);
  if (runs.length === 0) return null;
  return (
    <section aria-labelledby="recent">
      <div className={classes.head}>
        <h2 id="recent" className="subject">
          {t("home.recent")}
        </h2>
        <Link to="/runs" className="link">
          {t("home.allRecent")}
        </Link>
      </div>
      <ul className={classes.list}>
        {runs.map((run) => (
          <RecentRun key={run.id} run={run} />
        ))}
      </ul>
    </section>
  );
}

function RecentRun({ run }: { run: ListedRun }) {
  const live = withMade(useLiveRun(run));
  const words = useRunWords()(live);
  const share = shareOf(live);
  const title = useRunTitle(live);
  return (
    <li>
      <Link to={live.href ?? "/runs"} className={classes.run}>
        {live.live.preview ? <img src={live.live.preview} alt="" /> : <span className={classes.glyph}>{glyphs[live.state]}</span>}
        <span className={classes.words}>
          <span className="strong cut">{title}</span>
          <span className="muted cut">{[words.state, words.time].filter(Boolean).join(", ")}</span>
          {share === null ? null : <Meter share={share} label={title} />}
        </span>
      </Link>
    </li>
  );
}

const glyphs: Record<Run["state"], React.ReactNode> = {
  queued: <IconSparkles />,
  running: <IconSparkles />,
  done: <IconCheck />,
  failed: <IconAlertTriangle />,
  cancelled: <IconBan />,
};

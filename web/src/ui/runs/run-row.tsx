import { Button } from "@mantine/core";
import { IconAlertTriangle, IconBan, IconCheck, IconSparkles } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Names, Run } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Dot } from "@/ui/marks/dot";
import { Meter } from "@/ui/marks/meter";
import { useFailureWords } from "@/ui/states/failure-words";
import { useRunTitle } from "@/ui/marks/chat-title";
import classes from "./run-row.module.css";
import { shareOf, useRunWords } from "./run-words";

/** `by`: whose run it is, where that is not plain. */
type Props = { run: Run; by?: Names; onCancel: (run: Run) => void; onRetry: (run: Run) => void; busy: boolean };

/** Any run, in any state: the one piece that shows what is being made. */
export function RunRow({ run, by, onCancel, onRetry, busy }: Props) {
  const { t } = useTranslation();
  const words = useRunWords()(run);
  const share = shareOf(run);
  const title = useRunTitle(run);
  return (
    <li className={classes.run} data-state={run.state}>
      <Picture run={run} />
      <div className={classes.middle}>
        <p className={`strong ${classes.title}`} title={title}>
          <span className="cut">{title}</span>
          {by ? (
            <span className="caption" title={by.username}>
              {by.name || by.username}
            </span>
          ) : null}
          {run.demo ? <span className={classes.demo}>{t("run.demo")}</span> : null}
        </p>
        {share === null ? null : <Meter share={share} label={title} />}
        {run.state === "failed" ? (
          <Reason run={run} />
        ) : (
          <p className={classes.line}>
            <span className="cut" title={words.state}>{words.state}</span>
            <Time run={run} words={words.time} />
          </p>
        )}
      </div>
      <Action run={run} onCancel={onCancel} onRetry={onRetry} busy={busy} />
    </li>
  );
}

/** How long it still takes, or when it ended. */
function Time({ run, words }: { run: Run; words: string | null }) {
  const format = useFormat();
  if (!run.finished_at) return <span className="tnum">{words}</span>;
  return (
    <time className="tnum" dateTime={run.finished_at} title={format.moment(run.finished_at)}>
      {words}
    </time>
  );
}

function Picture({ run }: { run: Run }) {
  if (run.live.preview) return <img className={classes.picture} src={run.live.preview} alt="" />;
  return <span className={classes.glyph}>{glyph(run)}</span>;
}

function glyph(run: Run) {
  switch (run.state) {
    case "queued":
      return <IconSparkles />;
    case "running":
      return shareOf(run) === null ? <Dot look="busy" /> : <IconSparkles />;
    case "done":
      return <IconCheck />;
    case "cancelled":
      return <IconBan />;
    case "failed":
      return <IconAlertTriangle />;
  }
}

function Reason({ run }: { run: Run }) {
  const { t } = useTranslation();
  const tell = useFailureWords();
  if (!run.error) return <p className={classes.why}>{t("run.failed")}</p>;
  const words = tell(run.error);
  return (
    <p className={classes.why}>
      {words.what} {words.hint ?? words.who}
    </p>
  );
}

function Action({ run, onCancel, onRetry, busy }: Omit<Props, "by">) {
  const { t } = useTranslation();
  const title = useRunTitle(run);
  const about = (word: string) => `${word}: ${title}`;
  if (run.state === "queued" || run.state === "running") {
    return (
      <Button variant="quiet" size="sm" disabled={busy} onClick={() => onCancel(run)} aria-label={about(t("common.cancel"))}>
        {t("common.cancel")}
      </Button>
    );
  }
  if (run.retryable) {
    return (
      <Button size="sm" disabled={busy} onClick={() => onRetry(run)} aria-label={about(t("run.again"))}>
        {t("run.again")}
      </Button>
    );
  }
  if (!run.href) return <span />;
  return (
    <Button variant="quiet" size="sm" component={Link} to={run.href} aria-label={about(t("run.open"))}>
      {t("run.open")}
    </Button>
  );
}

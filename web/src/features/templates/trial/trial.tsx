import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconAlertTriangle, IconCheck, IconPhoto, IconRotateClockwise } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { thumbnailOf, useUpload } from "@/api/assets";
import { asFailure } from "@/api/failure";
import { useLiveRun } from "@/api/live";
import { useRunActions } from "@/api/runs";
import type { Run, TemplateInfo } from "@/api/types";
import { useInputName } from "@/ui/inputs/input-name";
import { Meter } from "@/ui/marks/meter";
import { PictureDrop } from "@/ui/pictures/picture-drop";
import { useRenderWords } from "@/ui/runs/render-words";
import { shareOf } from "@/ui/runs/run-words";
import { ErrorNote } from "@/ui/states/error-note";
import { useFailureWords } from "@/ui/states/failure-words";
import { findingWords } from "@/ui/states/finding-words";
import { checkOf } from "../api";
import classes from "../template.module.css";
import type { TrialState } from "./use-trial";

type Props = { template: TemplateInfo; trial: TrialState };

/** Tries the template as it is: what the servers say to it, and a picture as it comes about. */
export function Trial({ template, trial }: Props) {
  const { t } = useTranslation();
  const { run, picture } = trial;
  const upload = useUpload();
  const nameOf = useInputName();
  return (
    <section className={classes.trial} aria-label={t("templates.trial")}>
      <div className={classes.sight}>
        {picture ? (
          <Link to="/images/$picture" params={{ picture: picture.id }} aria-label={t("templates.openPicture")}>
            <img src={thumbnailOf(picture.asset_id)} alt="" />
          </Link>
        ) : (
          <Preview run={run} />
        )}
      </div>
      <div className={classes.told}>
        <div className={classes.title}>
          <h2 className="subject">{t("templates.trial")}</h2>
          <TrialButton trial={trial} />
        </div>
        <p className="muted">{t("templates.trialLead")}</p>
        <Checks template={template} />
        {trial.needed.map((input) => (
          <PictureDrop
            key={input.name}
            icon={IconPhoto}
            title={nameOf(input)}
            isBusy={upload.isPending}
            onFile={(file) => upload.mutate(file, { onSuccess: ({ id }) => trial.setFile(input.name, id) })}
          />
        ))}
        {run ? <Progress run={run} /> : null}
        {trial.error && asFailure(trial.error).code !== "no_server_fits" ? <ErrorNote error={trial.error} /> : null}
      </div>
    </section>
  );
}

function TrialButton({ trial }: { trial: TrialState }) {
  const { t } = useTranslation();
  const { cancel } = useRunActions();
  const { run } = trial;
  if (run && trial.isUnderWay) {
    return (
      <Button variant="quiet" disabled={cancel.isPending} onClick={() => cancel.mutate(run.id)}>
        {t("common.cancel")}
      </Button>
    );
  }
  return (
    <Button leftSection={run ? <IconRotateClockwise /> : null} loading={trial.isStarting} disabled={trial.needed.length > 0} onClick={trial.start}>
      {run ? t("templates.tryAgain") : t("templates.try")}
    </Button>
  );
}

function Preview({ run }: { run: Run | null }) {
  return run ? <LivePreview run={run} /> : <IconPhoto />;
}

function LivePreview({ run }: { run: Run }) {
  const { preview } = useLiveRun(run).live;
  return preview ? <img src={preview} alt="" /> : <IconPhoto />;
}

function Progress({ run }: { run: Run }) {
  const live = useLiveRun(run);
  const words = useRenderWords()(live);
  const tell = useFailureWords();
  const share = shareOf(live);
  const why = live.state === "failed" && live.error ? tell(live.error) : null;
  return (
    <div role="status">
      {share === null ? null : <Meter share={share} label={run.title} />}
      <p className={classes.line}>
        <span>{words.state}</span>
        <span className="tnum">{words.time}</span>
      </p>
      {why ? (
        <p className={classes.bad}>
          {why.what} {why.hint ?? why.who}
        </p>
      ) : null}
    </div>
  );
}

/** What each server says before anything is run. */
function Checks({ template }: { template: TemplateInfo }) {
  const { t } = useTranslation();
  const { data } = useQuery(checkOf(template.id, template.revision));
  if (!data) return null;
  return (
    <ul className={classes.checks}>
      {data.map((server) => (
        <li key={server.server} data-look={server.can_run ? "ok" : "warn"}>
          {server.can_run ? <IconCheck className="small" /> : <IconAlertTriangle className="small" />}
          <span>
            {server.can_run ? t("templates.canRun", { name: server.server }) : t("templates.cannotRun", { name: server.server })}
            {server.findings.map((finding) => (
              <span key={`${finding.node} ${finding.input} ${finding.fault}`} className={classes.finding}>
                {findingWords(finding)}
              </span>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}

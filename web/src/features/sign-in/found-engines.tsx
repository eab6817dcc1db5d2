import { Button, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconLetterT, IconPhoto, type Icon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { channels, tryChannel, useChangeChannel } from "@/api/channels";
import { servers, tryServer, useChangeServer } from "@/api/picture-servers";
import type { Channel, PictureServer, TrialStep } from "@/api/types";
import { ErrorNote } from "@/ui/states/error-note";
import { FailureTold } from "@/ui/states/failure-told";
import { TrialResult } from "@/ui/trial/trial-result";
import { useTrial } from "@/ui/trial/use-trial";
import classes from "./engine-rows.module.css";

const TEXT_STEPS = ["connect", "models", "write"];
const PICTURE_STEPS = ["connect", "card", "models", "draw", "read"];

/** The engines of this machine and of the settings; each can be tried and switched. */
export function FoundEngines() {
  const { t } = useTranslation();
  const text = useQuery(channels);
  const pictures = useQuery(servers);
  const switchText = useChangeChannel();
  const switchPictures = useChangeServer();
  const real = <Engine extends { origin: string }>(all: Engine[] | undefined) => (all ?? []).filter((one) => one.origin !== "builtin");
  const [writers, painters] = [real(text.data), real(pictures.data)];
  const error = text.error ?? pictures.error ?? switchText.error ?? switchPictures.error;
  return (
    <>
      {writers.map((channel) => (
        <Row
          key={channel.id}
          icon={IconLetterT}
          engine={channel}
          note={channel.now.models > 0 ? t("welcome.models", { count: channel.now.models }) : null}
          steps={TEXT_STEPS}
          ask={(signal) => tryChannel({ channel_id: channel.id }, signal)}
          onSwitch={(enabled) => switchText.mutate({ id: channel.id, enabled })}
        />
      ))}
      {painters.map((server) => (
        <Row
          key={server.id}
          icon={IconPhoto}
          engine={server}
          note={server.now.version ? `ComfyUI ${server.now.version}` : null}
          steps={PICTURE_STEPS}
          ask={(signal) => tryServer({ server_id: server.id }, signal)}
          onSwitch={(enabled) => switchPictures.mutate({ id: server.id, enabled })}
        />
      ))}
      {text.data && pictures.data && writers.length + painters.length === 0 ? (
        <li className={classes.row}>
          <IconLetterT aria-hidden="true" />
          <div>
            <h2 className="subject">{t("welcome.noneFound")}</h2>
            <p className="muted">{t("welcome.noneFoundWhy")}</p>
          </div>
        </li>
      ) : null}
      {error ? <ErrorNote error={error} /> : null}
    </>
  );
}

type Props = {
  icon: Icon;
  engine: Channel | PictureServer;
  note: string | null;
  steps: readonly string[];
  ask: (signal: AbortSignal) => AsyncGenerator<TrialStep>;
  onSwitch: (enabled: boolean) => void;
};

function Row({ icon: Mark, engine, note, steps, ask, onSwitch }: Props) {
  const { t } = useTranslation();
  const trial = useTrial((_given: null, signal) => ask(signal));
  const [latest] = trial.attempts;
  const place = engine.url.replace(/^https?:\/\//, "").replace(/\/$/, "");
  return (
    <li className={classes.row}>
      <Mark aria-hidden="true" />
      <div>
        <h2 className="subject">{engine.name}</h2>
        <p className="muted">{[place, note].filter(Boolean).join(", ")}</p>
        {engine.now.error && !latest ? (
          <div className={classes.fault}>
            <FailureTold failure={engine.now.error} />
          </div>
        ) : null}
      </div>
      <div className={classes.acts}>
        <Button variant="quiet" size="sm" loading={trial.isRunning} onClick={() => void trial.start(place, null)}>
          {latest ? t("admin.trial.again") : t("admin.trial.test")}
        </Button>
        <Switch
          aria-label={t("admin.order.use", { name: engine.name })}
          checked={engine.enabled}
          onChange={(event) => onSwitch(event.currentTarget.checked)}
        />
      </div>
      {latest ? (
        <div className={classes.trial} role="status">
          <TrialResult attempt={latest} expected={steps} />
        </div>
      ) : null}
    </li>
  );
}

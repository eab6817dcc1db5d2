import { Button } from "@mantine/core";
import { IconAlertTriangle, IconServer2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { PictureServer } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Dot } from "@/ui/marks/dot";
import { Meter } from "@/ui/marks/meter";
import { StateWord } from "@/ui/marks/state-word";
import { ErrorNote } from "@/ui/states/error-note";
import { FailureTold } from "@/ui/states/failure-told";
import { placeOf } from "../channels/channel-words";
import { useChangeServer } from "@/api/picture-servers";
import classes from "./engines.module.css";
import { ServerFiles } from "./server-files";
import { ServerMenu } from "./server-menu";
import { useServerWords } from "./server-words";

const PRESENT: ReadonlySet<string> = new Set(["ready", "busy", "draining"]);

type Props = { server: PictureServer; place: number; last: number; onOpen: () => void };

/** One picture server: its state, its numbers, its models, and what last went wrong. */
export function ServerCard({ server, place, last, onOpen }: Props) {
  const { t } = useTranslation();
  const state = useServerWords()(server);
  const change = useChangeServer();
  const { now } = server;
  const isThere = PRESENT.has(now.state);
  const from = [
    now.version ? `ComfyUI ${now.version}` : null,
    placeOf(server.url),
    server.origin === "admin" ? null : t(`admin.channels.origin.${server.origin}`),
  ];
  return (
    <li className={classes.server}>
      <div className={classes.top}>
        <IconServer2 className={classes.icon} aria-hidden="true" />
        <div className={classes.what}>
          <h3 className="subject cut">{server.name}</h3>
          <p className="caption cut">{from.filter(Boolean).join(", ")}</p>
        </div>
        <span className={classes.state} role="status">
          <StateWord look={state.look} mark={<Dot look={state.dot} />}>
            {state.words}
          </StateWord>
        </span>
        <MainAct server={server} change={change} />
        <ServerMenu server={server} place={place} last={last} onOpen={onOpen} change={change} />
      </div>
      {isThere ? (
        <>
          <Numbers server={server} />
          <ServerFiles server={server} />
        </>
      ) : null}
      {now.error ? <LastError error={now.error} /> : null}
      {change.error ? <ErrorNote error={change.error} /> : null}
    </li>
  );
}

/** The one thing that is done most with a server in its state. */
function MainAct({ server, change }: { server: PictureServer; change: ReturnType<typeof useChangeServer> }) {
  const { t } = useTranslation();
  const { id, enabled, draining } = server;
  if (!enabled) {
    return (
      <Button size="sm" loading={change.isPending} onClick={() => change.mutate({ id, enabled: true })}>
        {t("admin.engines.switchOn")}
      </Button>
    );
  }
  return (
    <Button
      size="sm"
      loading={change.isPending && change.variables.draining !== undefined}
      title={draining ? undefined : t("admin.engines.drainWhat")}
      onClick={() => change.mutate({ id, draining: !draining })}
    >
      {draining ? t("admin.engines.undrain") : t("admin.engines.drain")}
    </Button>
  );
}

function Numbers({ server: { now } }: { server: PictureServer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const card = now.cards[0];
  return (
    <dl className={classes.numbers}>
      <div className={classes.card}>
        <dt className="label">{t("admin.engines.card")}</dt>
        {card && card.total_mb > 0 ? (
          <dd>
            <p className={classes.value}>
              {t("admin.engines.ofSize", {
                used: format.memory(card.total_mb - card.free_mb),
                total: format.memory(card.total_mb),
              })}
            </p>
            <Meter share={(card.total_mb - card.free_mb) / card.total_mb} label={t("admin.engines.cardUse", { name: card.name })} />
            <p className="caption cut" title={card.name}>
              {now.cards.length > 1 ? t("admin.engines.cards", { name: card.name, count: now.cards.length - 1 }) : card.name}
            </p>
          </dd>
        ) : (
          <dd>
            <p className={classes.value}>{t("admin.engines.noCard")}</p>
            <p className="caption">{t("admin.engines.noCardWhy")}</p>
          </dd>
        )}
      </div>
      {(["running", "waiting", "foreign"] as const).map((name) => (
        <div key={name}>
          <dt className="label">{t(`admin.engines.${name}`)}</dt>
          <dd>
            <p className={classes.value}>{format.number(now[name])}</p>
            <p className="caption">{t(`admin.engines.${name}What`)}</p>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function LastError({ error }: { error: NonNullable<PictureServer["now"]["error"]> }) {
  return (
    <div className={classes.error}>
      <IconAlertTriangle className="small" aria-hidden="true" />
      <div>
        <FailureTold failure={error} />
      </div>
    </div>
  );
}

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Program, Programs } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Dot, type DotLook } from "@/ui/marks/dot";
import { StateWord, type StateLook } from "@/ui/marks/state-word";
import { ErrorNote } from "@/ui/states/error-note";
import { programs, type Switchable, useSwitch } from "./api";
import classes from "./gpu.module.css";

/** The programs that Fabula starts and ends, and to which of them the card is given. */
export function ProgramsSection() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(programs);
  return (
    <section aria-labelledby="programs" className={classes.programs}>
      <h2 id="programs" className="subject">
        {t("admin.programs.title")}
      </h2>
      {data ? (
        <List state={data} />
      ) : error ? (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      ) : (
        <p className="caption">{t("common.loading")}</p>
      )}
    </section>
  );
}

function List({ state }: { state: Programs }) {
  const { t } = useTranslation();
  const give = useSwitch();
  if (state.services.length === 0) {
    return (
      <p className={`muted ${classes.note}`}>
        {t("admin.programs.none")} <code className="mono">FABULA_PROCESS_OLLAMA_COMMAND</code>,{" "}
        <code className="mono">FABULA_PROCESS_COMFYUI_COMMAND</code>
      </p>
    );
  }
  return (
    <>
      <p className={`muted ${classes.note}`}>
        {state.active
          ? t("admin.programs.active", { name: state.services.find((one) => one.name === state.active)?.title ?? state.active })
          : t("admin.programs.lead")}
      </p>
      <ul>
        {state.services.map((program) => (
          <Row
            key={program.name}
            program={program}
            isActive={program.name === state.active}
            canSwitch={state.services.length > 1}
            busy={give.isPending}
            isWanted={give.isPending && give.variables === program.name}
            onGive={() => give.mutate(program.name as Switchable)}
          />
        ))}
      </ul>
      {give.error ? <ErrorNote title={t("admin.programs.refused")} error={give.error} /> : null}
    </>
  );
}

const looks: Record<Program["status"], [StateLook, DotLook]> = {
  stopped: ["wait", "off"],
  starting: ["now", "busy"],
  running: ["ok", "ok"],
  stopping: ["now", "busy"],
  crashed: ["bad", "bad"],
  given_up: ["bad", "bad"],
};

type RowProps = { program: Program; isActive: boolean; canSwitch: boolean; busy: boolean; isWanted: boolean; onGive: () => void };

function Row({ program, isActive, canSwitch, busy, isWanted, onGive }: RowProps) {
  const { t } = useTranslation();
  const [look, dot] = looks[program.status];
  return (
    <li className={classes.program}>
      <div className={classes.programTop}>
        <div className={classes.grow}>
          <h3 className="strong">{program.title}</h3>
          <p className="caption">
            <Facts program={program} />
          </p>
        </div>
        <StateWord look={look} mark={<Dot look={dot} />}>
          {t(`admin.programs.status.${program.status}`)}
          {program.status === "running" && !program.answers ? `, ${t("admin.programs.silent")}` : ""}
        </StateWord>
        {canSwitch ? (
          <Button size="sm" disabled={isActive || busy} loading={isWanted} onClick={onGive}>
            {isActive ? t("admin.programs.has") : t("admin.programs.give")}
          </Button>
        ) : null}
      </div>
      {program.problem ? (
        <p lang="en" className={classes.problem}>
          {program.problem}
        </p>
      ) : null}
      {program.log.length > 0 ? (
        <details className={classes.log}>
          <summary>{t("admin.programs.log")}</summary>
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reachable by the keyboard */}
          <pre className="mono" lang="en" tabIndex={0} role="region" aria-label={t("admin.programs.logOf", { name: program.title })}>
            {program.log.join("\n")}
          </pre>
        </details>
      ) : null}
    </li>
  );
}

function Facts({ program: { managed_by, pid, up_s, restarts, adopted } }: { program: Program }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facts = [
    managed_by ? t("admin.programs.by", { by: managed_by }) : null,
    pid === null ? null : t("admin.programs.pid", { pid }),
    up_s === null ? null : t("admin.programs.up", { span: format.span(up_s) }),
    restarts > 0 ? t("admin.programs.restarts", { count: restarts }) : null,
    adopted ? t("admin.programs.adopted") : null,
  ];
  return facts.filter(Boolean).join(", ");
}

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconAlertTriangle, IconCheck, IconRotateClockwise } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";
import { StateWord } from "@/ui/marks/state-word";
import { ErrorNote } from "@/ui/states/error-note";
import { findingWords } from "@/ui/states/finding-words";
import { type DryRun, dryRunOf, type ScriptTable, useStartScript } from "./api";
import { Problems } from "./problems";
import classes from "./scripts.module.css";

type Props = { table: ScriptTable; title: string; isReadable: boolean; unplaced: string[] };

/** What would be made, who could, and which rows to look at. */
export function DryRunPanel({ table, title, isReadable, unplaced }: Props) {
  const { t } = useTranslation();
  const { data, error, isFetching, refetch } = useQuery({ ...dryRunOf(table), enabled: isReadable });
  const known = isReadable && !error ? data : undefined;
  return (
    <aside className={classes.panel} aria-label={t("scripts.dryRun")}>
      <section>
        <header>
          <h2 className="subject">{t("scripts.dryRun")}</h2>
          <Button size="sm" leftSection={<IconRotateClockwise />} loading={isFetching} disabled={!isReadable} onClick={() => void refetch()}>
            {t("scripts.check")}
          </Button>
        </header>
        {known ? <Sum dryRun={known} /> : null}
        {error ? <ErrorNote error={error} /> : null}
      </section>
      {known ? <Servers servers={known.servers} /> : null}
      {known && known.problems.length > 0 ? <Problems problems={known.problems} unplaced={unplaced} /> : null}
      <Begin table={table} title={title} pictures={known?.pictures ?? 0} />
    </aside>
  );
}

function Sum({ dryRun: { pictures, bad } }: { dryRun: DryRun }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <p>
        <span className={`tnum ${classes.big}`}>{format.number(pictures)}</span> <span className="muted">{t("scripts.canBeDrawn", { count: pictures })}</span>
      </p>
      {bad > 0 ? <p className={classes.bad}>{t("scripts.badRows", { count: bad })}</p> : null}
      <p className="caption">{t("scripts.nothingDrawn")}</p>
    </>
  );
}

function Begin({ table, title, pictures }: { table: ScriptTable; title: string; pictures: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const begin = useStartScript();
  const open = ({ id }: { id: string }) => void navigate({ to: "/images/scripts/$script", params: { script: id } });
  const start = () => begin.mutate({ table, title: title.replace(/\.[^.]+$/, "") }, { onSuccess: open });
  return (
    <footer>
      {begin.error ? <ErrorNote error={begin.error} /> : null}
      <Button variant="primary" size="lg" fullWidth disabled={pictures === 0} loading={begin.isPending} onClick={start}>
        {t("scripts.draw", { count: pictures, shown: format.number(pictures) })}
      </Button>
    </footer>
  );
}

function Servers({ servers }: { servers: DryRun["servers"] }) {
  const { t } = useTranslation();
  return (
    <section>
      <h2 className="label">{t("scripts.servers")}</h2>
      <ul>
        {servers.map(({ server, missing, reason, is_there: isThere }) => (
          <li key={server} className={classes.server}>
            <p>
              <span className="strong">{server}</span>
              {missing.length === 0 && isThere ? (
                <StateWord look="ok" mark={<IconCheck className="small" />}>
                  {t("scripts.allThere")}
                </StateWord>
              ) : (
                <StateWord look="bad" mark={<IconAlertTriangle className="small" />}>
                  {isThere ? t("scripts.lacks") : t("scripts.away")}
                </StateWord>
              )}
            </p>
            {[...missing.map(findingWords), ...(reason ? [reason] : [])].map((lack) => (
              <p key={lack} className="caption">
                {lack}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

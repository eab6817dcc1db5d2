import { useTranslation } from "react-i18next";
import { useLiveRun } from "@/api/live";
import { useFormat } from "@/i18n/format";
import { Dot } from "@/ui/marks/dot";
import { useTemplateName } from "@/ui/inputs/template-name";
import type { Script } from "./api";
import classes from "./scripts.module.css";
import { Share } from "./share";

/** The whole in numbers: how many are done, how long it still takes, by what. */
export function Stats({ script }: { script: Script }) {
  const { t } = useTranslation();
  const templateName = useTemplateName();
  const format = useFormat();
  const { total, done, failed, waiting, bad } = script;
  return (
    <section className={classes.stats} aria-label={t("scripts.progress")}>
      <div>
        <p className={classes.title}>
          <span>
            <span className={`tnum ${classes.big}`}>{format.number(done)}</span> <span className="muted">{t("scripts.of", { total: format.number(total) })}</span>
          </span>
          {script.run ? <Left run={script.run} /> : <span className="muted">{t(`scripts.state.${script.state}`)}</span>}
        </p>
        <Share script={script} />
        <ul className={classes.counts}>
          <li>
            <Dot look={done > 0 ? "ok" : "off"} />
            {t("scripts.count.done", { count: done })}
          </li>
          <li>
            <Dot look={failed > 0 ? "bad" : "off"} />
            {t("scripts.count.failed", { count: failed })}
          </li>
          <li>
            <Dot look="off" />
            {t("scripts.count.waiting", { count: waiting })}
          </li>
        </ul>
      </div>
      <div className="no-phone">
        <p className="label">{t("images.template")}</p>
        <p className="strong cut">{templateName(script.template, script.template_name)}</p>
        {bad > 0 ? <p className="caption">{t("scripts.badRows", { count: bad })}</p> : null}
      </div>
      <div className="no-phone">
        <p className="label">{t("scripts.stateLabel")}</p>
        <p className="strong">{t(`scripts.state.${script.state}`)}</p>
        <p className="caption">{format.ago(script.created_at)}</p>
      </div>
    </section>
  );
}

function Left({ run }: { run: NonNullable<Script["run"]> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { eta_s: eta } = useLiveRun(run).live;
  return eta === null ? null : <span className="muted">{t("scripts.left", { span: format.span(eta) })}</span>;
}

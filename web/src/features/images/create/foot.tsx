import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RenderOptions } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { ErrorNote } from "@/ui/states/error-note";
import { findingWords } from "@/ui/states/finding-words";
import { Note } from "@/ui/states/note";
import classes from "./create.module.css";
import { useDraft } from "./draft";

type Props = { options: RenderOptions | undefined; isBusy: boolean; error: unknown };

/** The button, and under it how long it will take or why it cannot be. */
export function Foot({ options, isBusy, error }: Props) {
  const { t } = useTranslation();
  const count = useDraft((draft) => draft.count);
  const canRun = options?.servers.some((server) => server.can_run) ?? false;
  return (
    <footer className={classes.foot}>
      {error ? <ErrorNote error={error} /> : null}
      {options && !canRun ? <Missing options={options} /> : null}
      <Button type="submit" variant="primary" size="lg" fullWidth loading={isBusy} disabled={!canRun}>
        {t("images.createCount", { count })}
      </Button>
      {options && canRun ? <Line options={options} /> : null}
    </footer>
  );
}

function Line({ options }: { options: RenderOptions }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { waiting, wait_s: wait, expected_s: takes, paused, servers } = options;
  const isDemo = servers.every((server) => !server.can_run || server.demo);
  const seconds = (wait ?? 0) + (takes ?? 0);
  const place = paused ? t("images.paused") : waiting > 0 ? t("images.inLine", { count: waiting + 1, ordinal: true }) : t("images.atOnce");
  const time = !paused && seconds >= 1 ? t("images.about", { span: format.span(seconds) }) : null;
  return (
    <p className={classes.line}>
      {[place, time].filter(Boolean).join(", ")}
      {isDemo ? <span className={classes.demo}>{t("images.demoDraws")}</span> : null}
    </p>
  );
}

/** What each server lacks, in its own words. */
function Missing({ options }: { options: RenderOptions }) {
  const { t } = useTranslation();
  return (
    <Note look="warn">
      <p className="strong">{options.servers.length > 0 ? t("images.noServerFits") : t("images.noServer")}</p>
      <ul className={classes.missing}>
        {options.servers.map((server) => (
          <li key={server.id}>
            <span className="strong">{server.name}</span>
            <span>{server.missing.length > 0 ? server.missing.map(findingWords).join(" ") : server.reason}</span>
          </li>
        ))}
      </ul>
      <p className="caption">{t("images.noServerWay")}</p>
    </Note>
  );
}

import { Button } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useRunActions } from "@/api/runs";
import type { Drawing, Run } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Dot } from "@/ui/marks/dot";
import { Meter } from "@/ui/marks/meter";
import { shareOf } from "@/ui/runs/run-words";
import { useRenderWords } from "@/ui/runs/render-words";
import { ErrorNote } from "@/ui/states/error-note";
import classes from "./drawing.module.css";
import { doneStages, stageOf } from "./stages";

/** A picture under way: what is seen of it, what is done, what is at hand, how long it still takes. */
export function Making({ drawing, run }: { drawing: Drawing; run: Run }) {
  const { t } = useTranslation();
  const { cancel } = useRunActions();
  const now = useNow(run);
  const title = drawing.wish.description;
  return (
    <section className={classes.making} aria-label={t("drawing.underWay")}>
      <div className={classes.preview} style={{ "--ratio": ratioOf(drawing) }}>
        {run.live.preview ? <img src={run.live.preview} alt={t("drawing.preview")} /> : null}
      </div>
      <div className={classes.told}>
        <div className={classes.titled}>
          <span className="strong cut" title={title}>
            {title}
          </span>
          <Button size="sm" disabled={cancel.isPending} onClick={() => cancel.mutate(run.id)}>
            {t("common.cancel")}
          </Button>
        </div>
        <ol className={classes.stages}>
          {doneStages(drawing, run).map((stage) => (
            <li key={stage} data-done>
              <IconCheck className="small" />
              {t(`drawing.did.${stage}`)}
            </li>
          ))}
          <li data-now aria-live="polite">
            <Dot look="busy" />
            {now.stage}
          </li>
        </ol>
        <Meter share={shareOf(run) ?? 0} label={title} />
        <p className={classes.foot}>
          <span className="cut">{now.place}</span>
          <span className="tnum">{now.time}</span>
        </p>
        {cancel.error ? <ErrorNote error={cancel.error} /> : null}
      </div>
    </section>
  );
}

function useNow(run: Run): { stage: string; place: string; time: string } {
  const { t } = useTranslation();
  const format = useFormat();
  const tell = useRenderWords();
  const { place, eta_s: eta, done, total, unit } = run.live;
  const now = () => {
    const stage = stageOf(run);
    if (stage === null) return t("drawing.waits");
    if (place) return t("drawing.waits");
    if (stage !== "drawing") return t(`drawing.does.${stage}`);
    return unit === "steps" && done !== null && total ? t("drawing.step", { done: format.number(done), total: format.number(total) }) : tell(run).state;
  };
  return {
    stage: now(),
    place: place ? t("run.place", { count: place, ordinal: true }) : "",
    time: eta === null ? "" : t("images.about", { span: format.span(eta) }),
  };
}

function ratioOf({ wish, reference, settings }: Drawing): number {
  const [width, height] = [wish.width ?? settings.width ?? reference?.width, wish.height ?? settings.height ?? reference?.height];
  return typeof width === "number" && typeof height === "number" && height > 0 ? width / height : 1;
}

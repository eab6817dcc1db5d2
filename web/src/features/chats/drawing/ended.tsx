import { ActionIcon, Button } from "@mantine/core";
import { IconAlertTriangle, IconBan, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Drawing, Run } from "@/api/types";
import { FailureTold } from "@/ui/states/failure-told";
import { type DrawingActs } from "./acts";
import classes from "./drawing.module.css";

type Props = { drawing: Drawing; run: Run; acts: DrawingActs; isFrozen: boolean };

/** A picture that did not come: the engine's own reason, who acts, and the way out. */
export function Ended({ drawing, run, acts, isFrozen }: Props) {
  const { t } = useTranslation();
  const isFailed = run.state === "failed";
  const isSome = drawing.variants.length > 0;
  return (
    <section className={classes.ended} data-failed={isFailed || undefined} role={isFailed ? "alert" : undefined}>
      {isFailed ? <IconAlertTriangle /> : <IconBan />}
      <div>
        <p className="strong">{isFailed ? t(isSome ? "drawing.failedPartly" : "drawing.failed") : t("drawing.stopped")}</p>
        {run.error ? <FailureTold failure={run.error} /> : null}
        {isFrozen ? null : <Ways drawing={drawing} acts={acts} canRemove={!isSome} />}
      </div>
    </section>
  );
}

/** Where pictures came all the same, what can be done with them stands under them. */
function Ways({ drawing, acts, canRemove }: Pick<Props, "drawing" | "acts"> & { canRemove: boolean }) {
  const { t } = useTranslation();
  return (
    <p className={classes.ways}>
      <Button size="sm" loading={acts.isBusy} onClick={() => acts.draw(drawing.wish)}>
        {t("common.retry")}
      </Button>
      <Button size="sm" variant="quiet" onClick={() => acts.rephrase(drawing.wish)}>
        {t("drawing.rephrase")}
      </Button>
      {acts.remove && canRemove ? (
        <ActionIcon size="sm" aria-label={t("chats.message.remove")} title={t("chats.message.remove")} onClick={acts.remove}>
          <IconTrash className="small" />
        </ActionIcon>
      ) : null}
    </p>
  );
}

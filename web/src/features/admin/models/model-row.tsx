import { useQuery } from "@tanstack/react-query";
import { IconEyeOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { nameOf } from "@/api/models";
import type { Model } from "@/api/types";
import { hiddenThings, isHidden } from "@/api/visibility";
import { useFormat } from "@/i18n/format";
import { Dot } from "@/ui/marks/dot";
import { StateWord } from "@/ui/marks/state-word";
import { ErrorNote } from "@/ui/states/error-note";
import { Abilities } from "./abilities";
import { useLoadModel, useUnloadModel } from "./api";
import { contextOf, isForLong, type ListedModel } from "./listed";
import { ModelActs } from "./model-acts";
import classes from "./models.module.css";

const MEGABYTE = 1024 ** 2;

/** One model: what it can do, how large it is, whether it lies in memory. */
export function ModelRow({ row, isAdmin }: { row: ListedModel; isAdmin: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const load = useLoadModel();
  const unload = useUnloadModel();
  const { channel, model } = row;
  const { data: hidden } = useQuery({ ...hiddenThings, enabled: isAdmin });
  const isKept = isHidden(hidden, "model", model.name);
  const error = load.error ?? unload.error;
  const detail = [model.parameters, model.quantization].filter((word) => word && word !== "none" && word !== "demo").join(", ");
  return (
    <>
      <tr>
        <td>
          <p className="strong cut" title={detail ? `${model.name}, ${detail}` : model.name}>
            {nameOf(model.name)}
            {isKept ? <Kept /> : null}
          </p>
          <p className="caption cut">
            {channel.channel}
            {channel.demo ? <span className={classes.demo}>{t("run.demo")}</span> : null}
          </p>
        </td>
        <td>
          <Abilities model={model} />
        </td>
        <td className="muted tnum" title={model.context ? t("models.tokens", { tokens: format.number(model.context) }) : undefined}>
          {contextOf(model.context)}
        </td>
        <td className="muted tnum">{model.size_bytes ? format.size(model.size_bytes) : null}</td>
        <td>
          <State row={row} isLoading={load.isPending} isLeaving={unload.isPending} />
        </td>
        <td>{isAdmin ? <ModelActs row={row} load={load} unload={unload} isHidden={isKept} /> : null}</td>
      </tr>
      {error ? (
        <tr>
          <td colSpan={6} className={classes.why}>
            <ErrorNote error={error} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

/** Only admins see it. */
function Kept() {
  const { t } = useTranslation();
  return (
    <span className={classes.kept} title={t("admin.limits.adminsOnly")}>
      <IconEyeOff className="small" aria-hidden="true" />
      <span className="hidden-words">{t("admin.limits.adminsOnly")}</span>
    </span>
  );
}

function State({ row: { channel, model }, isLoading, isLeaving }: { row: ListedModel; isLoading: boolean; isLeaving: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { loaded } = model;
  if (isLoading || isLeaving) {
    return (
      <StateWord look="now" mark={<Dot look="busy" />}>
        {t(isLoading ? "models.state.loading" : "models.state.leaving")}
      </StateWord>
    );
  }
  if (loaded !== null) {
    return (
      <>
        <StateWord look="ok" mark={<Dot look="ok" />}>
          {loaded.vram_bytes > 0 ? t("models.state.held", { size: format.memory(loaded.vram_bytes / MEGABYTE) }) : t("models.state.heldCpu")}
        </StateWord>
        <Stay loaded={loaded} />
      </>
    );
  }
  if (channel.can_install) {
    return (
      <StateWord look="wait" mark={<Dot look="off" />}>
        {t("models.state.away")}
      </StateWord>
    );
  }
  return (
    <StateWord look="ok" mark={<Dot look="ok" />}>
      {t("models.state.ready")}
    </StateWord>
  );
}

/** Until when it stays there, and how much it can read as it was loaded. */
function Stay({ loaded: { until, context } }: { loaded: NonNullable<Model["loaded"]> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = [
    until === null ? null : isForLong(until) ? t("models.state.stays") : t("models.state.until", { time: format.time(until) }),
    context === null ? null : t("models.state.window", { size: contextOf(context) }),
  ];
  return <p className="caption">{words.filter(Boolean).join(", ")}</p>;
}

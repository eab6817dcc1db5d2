import { useQuery } from "@tanstack/react-query";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { thumbnailOf } from "@/api/assets";
import { useLiveRun } from "@/api/live";
import { activeRuns, finishedRuns, isActive } from "@/api/runs";
import { renderOf } from "@/api/renders";
import type { Picture, PictureDetail, Run } from "@/api/types";
import { Ring } from "@/ui/marks/ring";
import { useRenderWords } from "@/ui/runs/render-words";
import { shareOf } from "@/ui/runs/run-words";
import type { ImagesSearch } from "../search";
import classes from "./detail.module.css";

type Props = { picture: PictureDetail; started: Run[]; search: ImagesSearch };

/** The variants of a picture in one row, and behind them what was set going from here. */
export function Film({ picture, started, search }: Props) {
  const { t } = useTranslation();
  if (picture.siblings.length < 2 && started.length === 0) return null;
  return (
    <ul className={classes.film} aria-label={t("images.variantsOf")}>
      {picture.siblings.map((one, index) => (
        <Frame key={one.id} picture={one} isCurrent={one.id === picture.id} name={t("images.variant", { number: index + 1 })} search={search} />
      ))}
      {started.map((run) => (
        <StartedFrame key={run.id} run={run} current={picture.id} search={search} />
      ))}
    </ul>
  );
}

type FrameProps = { picture: Picture; isCurrent: boolean; name: string; search: ImagesSearch };

function Frame({ picture, isCurrent, name, search }: FrameProps) {
  return (
    <li>
      <Link
        to="/images/$picture"
        params={{ picture: picture.id }}
        search={search}
        replace
        viewTransition={false}
        className={classes.frame}
        aria-current={isCurrent ? "true" : undefined}
        aria-label={name}
      >
        <img src={thumbnailOf(picture.asset_id, 256)} alt="" />
      </Link>
    </li>
  );
}

/** The row's newest word on a run that was started here: the lists of runs hear of it by the socket. */
function useNewest(run: Run): Run {
  const { data: active } = useQuery(activeRuns);
  const { data: finished } = useQuery(finishedRuns);
  return useLiveRun([...(active ?? []), ...(finished ?? [])].find(({ id }) => id === run.id) ?? run);
}

function StartedFrame({ run, current, search }: { run: Run; current: string; search: ImagesSearch }) {
  const { t } = useTranslation();
  const now = useNewest(run);
  const words = useRenderWords()(now);
  const { data } = useQuery({ ...renderOf(run.id), enabled: now.state === "done" });
  const drawn = data?.pictures[0];
  if (drawn) return <Frame picture={drawn} isCurrent={drawn.id === current} name={t("images.newOne")} search={search} />;
  const { preview } = now.live;
  return (
    <li>
      <span className={classes.frame} data-under-way role="status" aria-label={words.state} title={[words.state, words.time].filter(Boolean).join(", ")}>
        {preview ? <img src={preview} alt="" /> : null}
        <span className={classes.ring}>{isActive(now) || now.state === "done" ? <Ring share={shareOf(now)} /> : <IconAlertTriangle />}</span>
      </span>
    </li>
  );
}

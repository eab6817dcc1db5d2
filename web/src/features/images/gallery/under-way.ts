/** The renders that the gallery shows before their pictures: under way, or failed and not yet waved off. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { activeRuns, finishedRuns, isActive } from "@/api/runs";
import type { Render, Run } from "@/api/types";
import { activeRenders, failedRenders } from "../api";
import { useGallery } from "./gallery-store";

const NONE: Run[] = [];
const MOST = 24;
export const OF_WISH = "image:";
const FAILED_FOR_MS = 24 * 3600 * 1000;

export function useUnderWay(isWanted: boolean): Render[] {
  const { data: active } = useQuery({ ...activeRenders, enabled: isWanted });
  const { data: failed } = useQuery({ ...failedRenders, enabled: isWanted });
  const { data: runs = NONE } = useQuery(activeRuns);
  const { data: ended = NONE } = useQuery(finishedRuns);
  const dismissed = useGallery((state) => state.dismissed);
  return useMemo(() => {
    if (!isWanted) return [];
    const newest = new Map([...ended, ...runs].map((run) => [run.id, run]));
    const fresh = (render: Render) => ({ ...render, run: newest.get(render.id) ?? render.run });
    const byHand = ({ source }: Render) => source === "" || source.startsWith(OF_WISH);
    const isOpen = ({ id, run }: Render) => !dismissed.includes(id) && Date.now() - Date.parse(run.finished_at ?? run.created_at) < FAILED_FOR_MS;
    const underWay = (active ?? []).filter(byHand).map(fresh).filter(({ run }) => isActive(run) || run.state === "done").slice(0, MOST);
    return [...(failed ?? []).filter(byHand).filter(isOpen), ...underWay];
  }, [isWanted, active, failed, runs, ended, dismissed]);
}

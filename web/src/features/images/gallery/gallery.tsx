import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { usePhone } from "@/ui/layout/use-phone";
import { ErrorNote } from "@/ui/states/error-note";
import { filterOf, type ImagesSearch, isFiltered } from "../search";
import { pictures } from "../api";
import classes from "./gallery.module.css";
import { useGoOn } from "./going-on";
import { useGallery } from "./gallery-store";
import { Hung } from "./hung";
import { columnsFor, inView, wallOf } from "./masonry";
import { shownOf } from "./shown";
import { useUnderWay } from "./under-way";
import { useWindow } from "./use-window";
import { WallSkeleton } from "./wall-skeleton";
import { Wishes } from "./wishes";

const NEAR_END = 1600;

type Props = { search: ImagesSearch; bar: ReactNode; empty: ReactNode };

/** All pictures on one wall, those under way first; only what is near the view is in the page. */
export function Gallery({ search, bar, empty }: Props) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(pictures(filterOf(search)));
  const underWay = useUnderWay(!isFiltered(search));
  const { ref, onScroll, width, from, to } = useWindow(JSON.stringify(filterOf(search)));
  const isDense = useGallery((state) => state.isDense);
  const gap = usePhone() ? 8 : 12;
  const shown = useMemo(() => shownOf(underWay, list.data?.pages.flatMap((page) => page.items) ?? []), [underWay, list.data]);
  const wall = useMemo(() => {
    const columns = columnsFor(width, isDense ? 140 : 200, gap);
    return wallOf(
      shown.map((one) => one.ratio),
      { width, columns, gap },
    );
  }, [shown, width, isDense, gap]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const isNearEnd = to > wall.height - NEAR_END;
  useEffect(() => {
    if (isNearEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [isNearEnd, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const isEmpty = list.data !== undefined && shown.length === 0;
  const nothing = useRef<HTMLDivElement>(null);
  useGoOn(isEmpty, () => nothing.current?.querySelector("button"));
  return (
    <section ref={ref} className={classes.gallery} aria-label={t("images.gallery")} onScroll={onScroll}>
      <div>
        {bar}
        {isFiltered(search) ? null : <Wishes />}
        {list.isError && !list.data ? <ErrorNote error={list.error} onRetry={() => void list.refetch()} /> : null}
        {list.isPending ? <WallSkeleton width={width} gap={gap} /> : null}
        {isEmpty ? <div ref={nothing}>{empty}</div> : null}
        {list.data && shown.length > 0 ? <Hung wall={wall} shown={shown} seen={inView(wall, from, to)} search={search} /> : null}
      </div>
    </section>
  );
}


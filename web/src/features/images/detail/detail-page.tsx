import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PictureDetail, Run } from "@/api/types";
import { usePageTitle } from "@/ui/layout/page";
import { SkeletonPage } from "@/ui/states/skeleton";
import { picture as pictureOf, useArrivals, useChangePicture } from "../api";
import { DeletePictures } from "../delete-pictures";
import { DetailHead } from "./detail-head";
import classes from "./detail.module.css";
import { NoPicture } from "../no-picture";
import { Film } from "./film";
import { Recipe } from "./recipe-panel";
import { Stage } from "./stage";
import { lookAt } from "../gallery/gallery-store";
import { useNeighbours } from "./use-neighbours";

/** One picture, large, with everything that made it. */
export function DetailPage() {
  const { t } = useTranslation();
  const { picture: id } = useParams({ from: "/inside/shell/images/$picture" });
  const { data, error, refetch } = useQuery(pictureOf(id));
  usePageTitle(data?.title ?? t("room.images"));
  useArrivals();
  if (data) return <Detail picture={data} />;
  if (!error) return <SkeletonPage />;
  return <NoPicture error={error} onRetry={() => void refetch()} />;
}

function Detail({ picture }: { picture: PictureDetail }) {
  const search = useSearch({ from: "/inside/shell/images/$picture" });
  const navigate = useNavigate();
  useEffect(() => lookAt(picture.id), [picture.id]);
  const { mutate: change } = useChangePicture();
  const around = useNeighbours(picture.id, search);
  const [isDeleting, setDeleting] = useState(false);
  const [started, setStarted] = useState<Run[]>([]);
  const go = (id: string | undefined) => {
    if (id) void navigate({ to: "/images/$picture", params: { picture: id }, search, replace: true, viewTransition: false });
  };
  const back = () => void navigate({ to: "/images", search });
  const keep = () => change({ id: picture.id, favourite: !picture.favourite });
  useDetailKeys({ ArrowLeft: () => go(around.before), ArrowRight: () => go(around.after), Escape: back, f: keep, Delete: () => setDeleting(true) });
  const deleted = () => (around.after ?? around.before ? go(around.after ?? around.before) : back());
  return (
    <>
      <DetailHead picture={picture} around={around} search={search} onKeep={keep} onDelete={() => setDeleting(true)} />
      <div className={classes.detail}>
        <section className={classes.stage}>
          <Stage picture={picture} around={around} onGo={go} />
          <Film picture={picture} started={started} search={search} />
        </section>
        <Recipe picture={picture} search={search} onStarted={(runs) => setStarted((before) => [...before, ...runs])} />
      </div>
      {isDeleting ? <DeletePictures ids={[picture.id]} onClose={() => setDeleting(false)} onDeleted={deleted} /> : null}
    </>
  );
}

/** Keys of the page, as long as nothing is typed and nothing floats above it. */
function useDetailKeys(acts: Record<string, () => void>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const act = acts[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (target?.closest("input, textarea, select, [role=dialog], [role=menu], [role=listbox]")) return;
      if (document.querySelector("[role=dialog]")) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  });
}

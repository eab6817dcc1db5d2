import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePageTitle } from "@/ui/layout/page";
import { usePhone } from "@/ui/layout/use-phone";
import { Empty } from "@/ui/states/empty";
import { useArrivals } from "./api";
import { CreatePanel } from "./create/create-panel";
import { CreateSheet } from "./create/create-sheet";
import { change, useDraft } from "./create/draft";
import { Gallery } from "./gallery/gallery";
import { choose, useGallery } from "./gallery/gallery-store";
import { ChosenBar } from "./head/chosen-bar";
import { Filters } from "./head/filters";
import { Head } from "./head/head";
import classes from "./images-page.module.css";
import { isFiltered } from "./search";

/** The person's pictures, and beside them what it takes to make one. */
export function ImagesPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/inside/shell/images" });
  const navigate = useNavigate();
  const isPhone = usePhone();
  const hasSheet = useSheet();
  const isChoosing = useGallery((state) => state.chosen !== null);
  usePageTitle(t("room.images"));
  useArrivals();
  useEffect(() => () => choose(null), []);
  useEffect(() => {
    if (!search.use) return;
    change({ template: search.use });
    void navigate({ to: "/images", search: { ...search, use: undefined }, replace: true, viewTransition: false });
  }, [search, navigate]);
  const show = (create: true | undefined) => void navigate({ to: "/images", search: { ...search, create }, viewTransition: false });
  return (
    <>
      <Head search={search} />
      <div className={classes.studio}>
        <Gallery
          search={search}
          bar={isChoosing ? <ChosenBar /> : <Filters search={search} />}
          empty={isFiltered(search) ? <NothingFound /> : <NoPictures onCreate={() => show(true)} />}
        />
        {hasSheet ? null : <CreatePanel />}
      </div>
      {isPhone && !isChoosing ? (
        <Button className={classes.make ?? ""} variant="primary" leftSection={<IconPlus />} onClick={() => show(true)}>
          {t("images.create")}
        </Button>
      ) : null}
      {hasSheet && search.create ? <CreateSheet onClose={() => show(undefined)} /> : null}
    </>
  );
}

/** The form is a sheet on a phone; it keeps its shape, and all that is in it, while a mask is painted over it. */
function useSheet(): boolean {
  const isPhone = usePhone();
  const isPainting = useDraft((draft) => draft.painting !== null);
  const [held, setHeld] = useState(isPhone);
  if (!isPainting && held !== isPhone) setHeld(isPhone);
  return isPainting ? held : isPhone;
}

function NoPictures({ onCreate }: { onCreate: () => void }) {
  const { t } = useTranslation();
  const isPhone = usePhone();
  const start = () => (isPhone ? onCreate() : document.getElementById("words")?.focus());
  return (
    <Empty
      title={t("images.noneTitle")}
      action={
        <Button variant="primary" onClick={start}>
          {t("images.noneAction")}
        </Button>
      }
    >
      {t("images.noneWhy")}
    </Empty>
  );
}

function NothingFound() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Empty title={t("images.nothingTitle")} action={<Button onClick={() => void navigate({ to: "/images", search: {} })}>{t("images.showAll")}</Button>}>
      {t("images.nothingWhy")}
    </Empty>
  );
}

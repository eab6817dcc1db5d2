import { ActionIcon, Button, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { IconLayoutDashboard, IconLayoutGrid, IconSearch, IconTable, IconX } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";
import { usePhone } from "@/ui/layout/use-phone";
import { counts } from "../api";
import { setDense, useGallery } from "../gallery/gallery-store";
import type { ImagesSearch } from "../search";
import classes from "./head.module.css";

/** The bar over the gallery: how many there are, words to look for, how large they are shown. */
export function Head({ search }: { search: ImagesSearch }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isPhone = usePhone();
  const { data } = useQuery(counts);
  const isDense = useGallery((state) => state.isDense);
  const [isSearching, setSearching] = useState(Boolean(search.q));
  const density = isDense ? t("images.larger") : t("images.smaller");
  if (isPhone && isSearching) {
    return (
      <header className={classes.head}>
        <SearchField search={search} autoFocus />
        <ActionIcon aria-label={t("images.endSearch")} onClick={() => setSearching(false)}>
          <IconX />
        </ActionIcon>
      </header>
    );
  }
  return (
    <header className={classes.head}>
      <h1>{t("room.images")}</h1>
      {data ? <span className="faint tnum no-phone">{format.number(data.all)}</span> : null}
      <span className={classes.gap} />
      <Button variant="quiet" className="no-phone" component={Link} to="/images/scripts" leftSection={<IconTable />}>
        {t("room.scripts")}
      </Button>
      {isPhone ? (
        <>
          <ActionIcon component={Link} to="/images/scripts" aria-label={t("room.scripts")} title={t("room.scripts")}>
            <IconTable />
          </ActionIcon>
          <ActionIcon aria-label={t("images.search")} onClick={() => setSearching(true)}>
            <IconSearch />
          </ActionIcon>
        </>
      ) : (
        <SearchField search={search} />
      )}
      <ActionIcon aria-label={density} title={density} onClick={() => setDense(!isDense)}>
        {isDense ? <IconLayoutGrid /> : <IconLayoutDashboard />}
      </ActionIcon>
    </header>
  );
}

function SearchField({ search, autoFocus = false }: { search: ImagesSearch; autoFocus?: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [words, setWords] = useState(search.q ?? "");
  const settle = useDebouncedCallback((q: string) => {
    void navigate({ to: "/images", search: { ...search, q: q || undefined }, replace: true, viewTransition: false });
  }, 250);
  return (
    <TextInput
      type="search"
      className={classes.search ?? ""}
      leftSection={<IconSearch className="small" />}
      aria-label={t("images.search")}
      placeholder={t("images.searchHint")}
      autoComplete="off"
      spellCheck={false}
      maxLength={200}
      autoFocus={autoFocus}
      value={words}
      onChange={(event) => {
        setWords(event.currentTarget.value);
        settle(event.currentTarget.value.trim());
      }}
    />
  );
}

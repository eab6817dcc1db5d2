import { ActionIcon, Button, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconChevronLeft } from "@tabler/icons-react";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PictureDetail } from "@/api/types";
import { usePageTitle } from "@/ui/layout/page";
import { SkeletonPage } from "@/ui/states/skeleton";
import { picture as pictureOf } from "../api";
import { nameOf } from "../gallery/picture-tile";
import { NoPicture } from "../no-picture";
import { filterOf } from "../search";
import classes from "./compare.module.css";
import { Choices } from "./choices";
import { Differences } from "./differences";
import { KeepOne } from "./keep-one";
import { useOthers } from "./use-others";
import { type Mode, MODES, View } from "./view";

/** Two pictures laid over each other, beside each other, or in turn. */
export function ComparePage() {
  const { t } = useTranslation();
  const { picture: id } = useParams({ from: "/inside/shell/images/$picture/compare" });
  const { data, error, refetch } = useQuery(pictureOf(id));
  usePageTitle(t("images.compare"));
  if (data) return <Compare one={data} />;
  return error ? <NoPicture error={error} onRetry={() => void refetch()} /> : <SkeletonPage />;
}

function Compare({ one }: { one: PictureDetail }) {
  const { t } = useTranslation();
  const search = useSearch({ from: "/inside/shell/images/$picture/compare" });
  const navigate = useNavigate();
  const others = useOthers(one, filterOf(search));
  const [mode, setMode] = useState<Mode>("slider");
  const otherId = search.with ?? others[0]?.id;
  const { data: other } = useQuery({ ...pictureOf(otherId ?? ""), enabled: otherId !== undefined });
  const choose = (id: string) =>
    void navigate({ to: "/images/$picture/compare", params: { picture: one.id }, search: { ...search, with: id }, replace: true, viewTransition: false });
  return (
    <>
      <header className={classes.head}>
        <ActionIcon aria-label={t("images.backToPicture")} title={t("images.backToPicture")} renderRoot={(props) => <Link to="/images/$picture" params={{ picture: one.id }} search={search} {...props} />}>
          <IconChevronLeft />
        </ActionIcon>
        <h1 className="cut">{nameOf(one, t("images.untitled"))}</h1>
        <span className="faint no-phone">{t("images.comparing")}</span>
        <span className={classes.gap} />
        <SegmentedControl
          aria-label={t("images.mode.label")}
          value={mode}
          onChange={(value) => setMode(MODES.find((name) => name === value) ?? "slider")}
          data={MODES.map((value) => ({ value, label: t(`images.mode.${value}`) }))}
        />
      </header>
      <div className={classes.compare}>
        <section className={classes.stage} aria-label={t("images.compare")}>
          {other ? <View one={one} other={other} mode={mode} /> : <p className={classes.none}>{t("images.chooseOther")}</p>}
        </section>
        <aside className={classes.panel} aria-label={t("images.choices")}>
          <Choices one={one} other={otherId} others={others} onChoose={choose} />
          {other ? <Differences one={one} other={other} /> : null}
          {other ? (
            <footer className={classes.foot}>
              <KeepOne kept={other} gone={one} search={search} />
              <Button renderRoot={(props) => <Link to="/images/$picture" params={{ picture: one.id }} search={search} {...props} />}>
                {t("images.keepBoth")}
              </Button>
            </footer>
          ) : null}
        </aside>
      </div>
    </>
  );
}

import { useHotkeys } from "@mantine/hooks";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { untilItComes } from "@/api/late";
import { usePhone } from "@/ui/layout/use-phone";
import { Announced } from "./announced";
import { BottomBar } from "./bottom-bar";
import { ConnectionBanner } from "./connection-banner";
import { LiveNews } from "./live-news";
import { PhoneTop } from "./phone-top";
import { Rail } from "./rail";
import classes from "./shell.module.css";
import { hide, showOrHide, useFloat } from "./shell-store";
import { UpdateNotice } from "./update-notice";

const Palette = lazy(() => untilItComes(async () => ({ default: (await import("../palette/palette")).Palette })));
const RunsTray = lazy(() => untilItComes(async () => ({ default: (await import("@/features/runs/runs-tray")).RunsTray })));
const MoreSheet = lazy(() => untilItComes(async () => ({ default: (await import("./more-sheet")).MoreSheet })));

/** The frame around every room: the rail or the bottom bar, what floats, and the live news. */
export function Shell() {
  const { t } = useTranslation();
  const isPhone = usePhone();
  const path = useRouterState({ select: (state) => state.location.pathname });
  useHotkeys([["mod+K", () => showOrHide("palette")]], []);
  useEffect(hide, [path]);
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#page">
        {t("rail.skip")}
      </a>
      <LiveNews />
      {isPhone ? null : <Rail />}
      <main id="page" tabIndex={-1} className={classes.main}>
        <ConnectionBanner />
        <UpdateNotice />
        <Announced />
        {isPhone && path === "/" ? <PhoneTop /> : null}
        <Outlet />
      </main>
      {isPhone ? <BottomBar /> : null}
      <Floats />
    </div>
  );
}

function Floats() {
  const open = useFloat((state) => state.open);
  return (
    <Suspense fallback={null}>
      {open === "palette" ? <Palette onClose={hide} /> : null}
      {open === "runs" ? <RunsTray onClose={hide} /> : null}
      {open === "more" ? <MoreSheet onClose={hide} /> : null}
    </Suspense>
  );
}

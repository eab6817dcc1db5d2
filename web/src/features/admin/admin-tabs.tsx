import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { Link, useRouterState } from "@tanstack/react-router";
import { useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { usePhone } from "@/ui/layout/use-phone";
import classes from "./admin-tabs.module.css";

const NOBODY = { person: undefined };
const TABS = [
  { to: "/admin/people/{-$person}", title: "admin.people.title" },
  { to: "/admin/invitations", title: "admin.invitations.title" },
  { to: "/admin/registration", title: "admin.registration.title" },
  { to: "/admin/limits", title: "limits.title" },
  { to: "/admin/usage", title: "admin.usage.title" },
  { to: "/admin/announcements", title: "admin.announcements.title" },
  { to: "/settings/models", title: "models.title" },
  { to: "/admin/engines", title: "admin.engines.title" },
  { to: "/admin/gpu", title: "admin.gpu.title" },
  { to: "/admin/runs", title: "admin.runs.title" },
  { to: "/admin/audit", title: "admin.audit.title" },
] as const;

const placeOf = (tab: (typeof TABS)[number]) => tab.to.replace("/{-$person}", "");

/** The parts of the administration: beside the name, on a phone in a menu. */
export function AdminTabs() {
  const { t } = useTranslation();
  const isPhone = usePhone();
  const bar = useChosenInSight(isPhone);
  if (isPhone) return <Choice />;
  return (
    <nav ref={bar} className={classes.tabs} aria-label={t("admin.tabs")}>
      {TABS.map((tab) => (
        <Link key={tab.to} to={tab.to} params={NOBODY} className={classes.tab}>
          {t(tab.title)}
        </Link>
      ))}
    </nav>
  );
}

/** Where there is no room for all of them, the one that is open stands in the middle. */
function useChosenInSight(isPhone: boolean) {
  const bar = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  useLayoutEffect(() => {
    const tab = bar.current?.querySelector<HTMLElement>("[data-status=active]");
    if (bar.current && tab) bar.current.scrollLeft = tab.offsetLeft - (bar.current.clientWidth - tab.offsetWidth) / 2;
  }, [path, isPhone]);
  return bar;
}

function Choice() {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const here = TABS.find((tab) => path.startsWith(placeOf(tab))) ?? TABS[0];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="quiet" className={classes.choice ?? ""} rightSection={<IconChevronDown className="small" />}>
          {t(here.title)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {TABS.map((tab) => (
          <Menu.Item key={tab.to} component={Link} to={placeOf(tab)} aria-current={tab === here ? "page" : undefined}>
            {t(tab.title)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

import { Menu } from "@mantine/core";
import { IconDeviceDesktop, IconDots, IconLogout, IconMoon, IconSun, IconUserCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useChangeProfile, useMe } from "@/api/me";
import type { Theme } from "@/api/types";
import { Avatar } from "@/ui/marks/avatar";
import classes from "./account-menu.module.css";
import { useSignOut } from "./use-sign-out";

export const themeChoices = [
  ["system", IconDeviceDesktop],
  ["light", IconSun],
  ["dark", IconMoon],
] as const;

/** The person at the foot of the rail, with what concerns only them. */
export function AccountMenu() {
  const { t } = useTranslation();
  const person = useMe();
  const { mutate: change } = useChangeProfile();
  const leave = useSignOut();
  return (
    <Menu position="top-start" width={216}>
      <Menu.Target>
        <button type="button" className={classes.me}>
          <Avatar person={person} />
          <span className={`strong cut ${classes.name}`}>{person.name || person.username}</span>
          <span className="hidden-words">{t("account.menu")}</span>
          <IconDots className="small" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconUserCircle />} component={Link} to="/account">
          {t("room.account")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("account.theme")}</Menu.Label>
        <Menu.RadioGroup value={person.theme} onChange={(theme) => change({ theme: theme as Theme })}>
          {themeChoices.map(([theme]) => (
            <Menu.RadioItem key={theme} value={theme}>
              {t(`account.themes.${theme}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout />} onClick={leave}>
          {t("account.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

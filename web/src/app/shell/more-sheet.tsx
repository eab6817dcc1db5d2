import { Drawer, SegmentedControl } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { engines } from "@/api/engines";
import { useChangeProfile, useMe } from "@/api/me";
import { EngineList } from "@/ui/engines/engine-list";
import { Avatar } from "@/ui/marks/avatar";
import { useFocusBack } from "@/ui/controls/use-focus-back";
import { roomsInSheet } from "../rooms";
import { themeChoices } from "./account-menu";
import classes from "./more-sheet.module.css";
import { useSignOut } from "./use-sign-out";

/** Everything the bottom bar has no place for. */
export function MoreSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  useFocusBack();
  const person = useMe();
  const { mutate: change } = useChangeProfile();
  const leave = useSignOut();
  const { data, isError } = useQuery(engines);
  return (
    <Drawer.Root opened onClose={onClose} position="bottom" size="auto" classNames={{ content: classes.sheet ?? "" }}>
      <Drawer.Overlay />
      <Drawer.Content aria-label={t("rail.more")}>
        <div className={classes.person}>
          <Avatar person={person} size="m" />
          <div>
            <p className="strong">{person.name || person.username}</p>
            <p className="caption">{person.email}</p>
          </div>
        </div>
        {roomsInSheet(person.role).map((room) => (
          <Link key={room.id} to={room.to} className={classes.row}>
            <room.icon />
            {t(room.title)}
          </Link>
        ))}
        <SegmentedControl
          fullWidth
          aria-label={t("account.theme")}
          value={person.theme}
          onChange={(theme) => change({ theme })}
          data={themeChoices.map(([value]) => ({ value, label: t(`account.themes.${value}`) }))}
        />
        <h2 className="label">{t("engine.title")}</h2>
        <EngineList engines={isError ? undefined : data} isAdmin={person.role === "admin"} />
        <button type="button" className={classes.row} onClick={() => void leave()}>
          <IconLogout />
          {t("account.signOut")}
        </button>
      </Drawer.Content>
    </Drawer.Root>
  );
}

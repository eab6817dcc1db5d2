import { useMediaQuery } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { Link, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import { Brand } from "@/ui/marks/brand";
import type { Room } from "@/ui/room";
import { roomsFor } from "../rooms";
import { AccountMenu } from "./account-menu";
import { EnginePill } from "./engine-pill";
import classes from "./rail.module.css";
import { show } from "./shell-store";
import { findKey } from "./keys";
import { UnderWay } from "./under-way";

export function Rail() {
  const { t } = useTranslation();
  const { role } = useMe();
  const rooms = roomsFor(role);
  const isNarrow = useMediaQuery("(max-width: 900px)", false, { getInitialValueInEffect: false });
  const isSlim = useRouterState({ select: ({ location }) => rooms.some((room) => room.isSlim && location.pathname.startsWith(room.to)) });
  const care = rooms.filter((room) => room.rail === "care");
  return (
    <nav className={classes.rail} data-slim={isNarrow || isSlim || undefined} aria-label={t("rail.main")}>
      <Link to="/" className={classes.brand} aria-label="Fabula">
        <Brand />
      </Link>
      <button type="button" className={classes.row} onClick={() => show("palette")} title={t("rail.find")}>
        <IconSearch />
        <span className={classes.word}>{t("rail.find")}</span>
        <kbd className={classes.key}>{findKey}</kbd>
      </button>
      <hr className={classes.line} />
      {rooms.filter((room) => room.rail === "work").map((room) => <RoomLink key={room.id} room={room} />)}
      {care.length > 0 ? <hr className={classes.line} /> : null}
      {care.map((room) => <RoomLink key={room.id} room={room} />)}
      <span className={classes.gap} />
      <EnginePill />
      <UnderWay className={classes.row} word={classes.word} count={classes.count} />
      <AccountMenu />
    </nav>
  );
}

function RoomLink({ room }: { room: Room }) {
  const { t } = useTranslation();
  const title = t(room.title);
  const isAlso = useRouterState({ select: ({ location }) => room.also !== undefined && location.pathname.startsWith(room.also) });
  const here = isAlso ? { "data-status": "active", "aria-current": "page" as const } : {};
  return (
    <Link to={room.to} className={classes.row} activeOptions={{ exact: room.to === "/" }} title={title} {...here}>
      <room.icon />
      <span className={classes.word}>{title}</span>
    </Link>
  );
}

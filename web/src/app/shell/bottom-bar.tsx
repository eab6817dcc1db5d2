import { IconDots } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import { roomsInBar } from "../rooms";
import classes from "./bottom-bar.module.css";
import { showOrHide, useFloat } from "./shell-store";
import { UnderWay } from "./under-way";

/** The rail of a phone: the first rooms, what is under way, and the rest in a sheet. */
export function BottomBar() {
  const { t } = useTranslation();
  const { role } = useMe();
  const isOpen = useFloat((state) => state.open === "more");
  return (
    <nav className={classes.bar} aria-label={t("rail.main")}>
      {roomsInBar(role).map((room) => (
        <Link key={room.id} to={room.to} className={classes.item} activeOptions={{ exact: room.to === "/" }}>
          <room.icon />
          <span>{t(room.title)}</span>
        </Link>
      ))}
      <UnderWay className={classes.item} word={undefined} count={classes.count} />
      <button type="button" className={classes.item} aria-haspopup="dialog" aria-expanded={isOpen} onClick={() => showOrHide("more")}>
        <IconDots />
        <span>{t("rail.more")}</span>
      </button>
    </nav>
  );
}

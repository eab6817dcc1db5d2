import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { engines } from "@/api/engines";
import { useMe } from "@/api/me";
import { usePageTitle } from "@/ui/layout/page";
import type { Tile } from "@/ui/room";
import { EngineBar } from "./engine-bar";
import { greetingAt } from "./greeting";
import classes from "./home-page.module.css";
import { Recent } from "./recent";
import { Tiles } from "./tiles";

/** A greeting, ways to start, what was left, and what can write and draw here. */
export function HomePage({ tiles }: { tiles: Tile[] }) {
  const { t } = useTranslation();
  const person = useMe();
  const { data, isError } = useQuery(engines);
  usePageTitle("Fabula");
  return (
    <div className={classes.page}>
      <div className={classes.column}>
        <h1 className="display">{t(`home.greeting.${greetingAt(new Date())}`, { name: person.name || person.username })}</h1>
        <Tiles tiles={tiles} />
        <Recent />
        <EngineBar engines={isError ? undefined : data} isAdmin={person.role === "admin"} />
      </div>
    </div>
  );
}

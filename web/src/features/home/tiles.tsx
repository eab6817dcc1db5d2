import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Art } from "@/ui/art/art";
import type { Tile } from "@/ui/room";
import classes from "./tiles.module.css";

/** Ways to start: one picture, one sentence, one way in. */
export function Tiles({ tiles }: { tiles: Tile[] }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.tiles} style={{ "--tiles": Math.min(4, tiles.length) }} aria-label={t("home.ways")}>
      {tiles.map((tile) => (
        <li key={tile.title} className={classes.tile}>
          <div className={classes.picture}>
            <Art name={tile.art} />
          </div>
          <h2 className={`subject ${classes.title}`}>
            <tile.icon />
            {t(tile.title)}
          </h2>
          <p className="muted">{t(tile.lead)}</p>
          <Link to={tile.to} className={`link ${classes.way}`}>
            {t(tile.action)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

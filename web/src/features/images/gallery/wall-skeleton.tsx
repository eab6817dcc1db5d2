import { useTranslation } from "react-i18next";
import classes from "./gallery.module.css";
import { columnsFor, wallOf } from "./masonry";
import tile from "./tile.module.css";

const RATIOS = [0.75, 1, 0.667, 1.333, 1.333, 0.75, 1.333, 1, 1, 1.333, 0.75, 0.75];

/** The shape of the wall before it comes. */
export function WallSkeleton({ width, gap }: { width: number; gap: number }) {
  const { t } = useTranslation();
  const { boxes, height } = wallOf(RATIOS, { width, columns: columnsFor(width, 200, gap), gap });
  return (
    <div role="status" aria-label={t("common.loading")} className={classes.wall} style={{ height }}>
      {boxes.map((box, index) => (
        <span key={index} className={classes.place} style={{ width: box.width, height: box.height, transform: `translate(${box.left}px, ${box.top}px)` }}>
          <span className={tile.tile} style={{ display: "block" }} />
        </span>
      ))}
    </div>
  );
}

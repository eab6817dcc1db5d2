import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { thumbnailOf } from "@/api/assets";
import { historyOf } from "@/api/drawings";
import type { Drawing, Variant } from "@/api/types";
import classes from "./large.module.css";

type Link = { id: string; asset: string; words: string };

/** The pictures that this one came from, the first at the top. */
export function Chain({ drawing, variant }: { drawing: Drawing; variant: Variant }) {
  const { t } = useTranslation();
  const { data = [drawing] } = useQuery({ ...historyOf(drawing.run.id), enabled: drawing.parent_id !== null });
  const steps = [...data].reverse();
  const first = steps[0]?.reference;
  const links: Link[] = [
    ...(first ? [{ id: first.id, asset: first.id, words: first.name || t("drawing.beginning") }] : []),
    ...steps.flatMap(({ run, wish }, index): Link[] => {
      const asset = steps[index + 1]?.reference?.id ?? (run.id === drawing.run.id ? variant.asset_id : null);
      return asset ? [{ id: run.id, asset, words: wish.description }] : [];
    }),
  ];
  return (
    <section>
      <h3 className="label">{t("drawing.chain")}</h3>
      <ol className={classes.chain}>
        {links.map(({ id, asset, words }) => (
          <li key={id} aria-current={id === drawing.run.id || undefined}>
            <img src={thumbnailOf(asset, 256)} alt="" />
            <span>{words}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

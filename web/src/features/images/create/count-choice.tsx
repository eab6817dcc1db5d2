import { SegmentedControl } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import classes from "./create.module.css";
import { change, countsFor, useDraft } from "./draft";

/** How many variants of the same. */
export function CountChoice() {
  const { t } = useTranslation();
  const count = useDraft((draft) => draft.count);
  const isWish = useDraft((draft) => draft.isWish);
  const id = useId();
  return (
    <div className={classes.count}>
      <span id={id}>{t("images.variants")}</span>
      <SegmentedControl
        aria-labelledby={id}
        data={countsFor(isWish).map(String)}
        value={String(count)}
        onChange={(value) => change({ count: Number(value) })}
      />
    </div>
  );
}

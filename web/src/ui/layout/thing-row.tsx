import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./thing-row.module.css";

type Props = {
  icon: Icon;
  title: ReactNode;
  lead: ReactNode;
  /** The whole of what the lead cuts short. */
  hint?: string;
  note?: ReactNode;
  children?: ReactNode;
};

/** One thing that is kept: what it is, what is known of it, what can be done. */
export function ThingRow({ icon: Mark, title, lead, hint, note, children }: Props) {
  return (
    <li className={classes.row}>
      <Mark aria-hidden="true" />
      <div>
        <div className="strong cut">{title}</div>
        <div className="caption cut" title={hint}>
          {lead}
        </div>
      </div>
      <span className={`caption ${classes.note}`}>{note}</span>
      <div className={classes.act}>{children}</div>
    </li>
  );
}

/** A state in place of something to do. */
export function RowState({ children }: { children: ReactNode }) {
  return <span className={classes.state}>{children}</span>;
}

/** The shape of such rows before they come. */
export function ThingSkeleton({ rows }: { rows: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("common.loading")}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={classes.row} aria-hidden="true">
          <i className={classes.mark} />
          <span className={classes.bars} style={{ "--long": `${56 - ((index * 17) % 24)}%` }} />
        </div>
      ))}
    </div>
  );
}

import { useTranslation } from "react-i18next";
import type { Use } from "@/api/types";
import type { Fault } from "@/ui/form/rules";
import { SavedField } from "@/ui/form/saved-field";

export const MEGABYTE = 1e6;

type Props = {
  use: Use;
  label: string;
  value: number | null;
  /** A person's own limit is a number, below words that name it; that of a role may be none. */
  isOwn?: boolean;
  save: (limit: number | null) => Promise<unknown>;
};

/** A limit as one types it: storage in megabytes, everything else in pieces. */
export function LimitField({ use, label, value, isOwn = false, save }: Props) {
  const { t } = useTranslation();
  const size = use === "storage" ? MEGABYTE : 1;
  const rule = (text: string): Fault =>
    (text === "" && !isOwn) || /^\d{1,9}$/.test(text) ? null : { key: isOwn ? "admin.limits.needNumber" : "admin.limits.needNumberOrNone" };
  return (
    <SavedField
      {...(isOwn ? { "aria-label": label } : { label })}
      inputMode="numeric"
      autoComplete="off"
      maxLength={9}
      placeholder={t("admin.limits.none")}
      rightSection={use === "storage" ? <span className="caption">{t("admin.limits.mb")}</span> : null}
      rightSectionPointerEvents="none"
      value={value === null ? "" : String(Math.round(value / size))}
      rule={rule}
      save={(text) => save(text === "" ? null : Number(text) * size)}
    />
  );
}

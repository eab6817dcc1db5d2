/** Amounts of what is limited, in words: pictures in pieces, storage in bytes. */
import { useTranslation } from "react-i18next";
import type { Standing, Use } from "@/api/types";
import { useFormat } from "@/i18n/format";

export const USES = ["pictures", "messages", "runs", "storage"] as const satisfies readonly Use[];

export function useLimitWords() {
  const { t } = useTranslation();
  const format = useFormat();
  const amount = (use: Use, value: number) =>
    use !== "storage" ? format.number(value) : value === 0 ? "0" : format.size(value);
  const standing = ({ use, used, limit }: Standing) =>
    limit === null
      ? t(`limits.used.${use}`, { used: amount(use, used) })
      : t(`limits.of.${use}`, { used: amount(use, used), limit: amount(use, limit) });
  return { amount, standing };
}

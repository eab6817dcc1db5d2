/** That a limit is reached, with how much is used and when it is free again, in the person's language. */
import { useTranslation } from "react-i18next";
import type { Use } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { USES, useLimitWords } from "./limit-words";

type Details = Record<string, unknown>;

export function useLimitFailure() {
  const { t } = useTranslation();
  const format = useFormat();
  const { amount } = useLimitWords();
  return (details: Details): { what: string; hint: string } | null => {
    const use = USES.find((one) => one === details.use);
    if (!use) return null;
    const told = (name: string) => amount(use, numberOf(details[name]));
    const facts = { used: told("used"), limit: told("limit"), asked: told("asked"), left: told("left") };
    const isPartly = daily(use) && numberOf(details.left) > 0;
    const what = isPartly ? t(`limits.partly.${use as "pictures"}`, facts) : t(`limits.reached.${use}`, facts);
    const again = typeof details.frees_at === "string" ? t("limits.again", { time: format.time(details.frees_at) }) : t(`limits.makeRoom.${use}`);
    return { what, hint: `${again} ${t("limits.askAdmin")}` };
  };
}

const daily = (use: Use) => use === "pictures" || use === "messages";
const numberOf = (value: unknown) => (typeof value === "number" ? value : 0);

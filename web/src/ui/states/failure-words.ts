/** A failure in the person's language: our words for its code, else the server's own. */
import { useTranslation } from "react-i18next";
import type { Who } from "@/api/types";
import { wordsFor } from "@/i18n/words";

type Told = { code: string; message: string; hint: string | null; who: Who };

export function useFailureWords() {
  const { t, i18n } = useTranslation();
  return ({ code, message, hint, who }: Told) => {
    const what = wordsFor(`errors.${code}`);
    const isForeign = what !== null && i18n.language !== "en";
    const theirs = isForeign || hint === "" ? null : hint;
    return { what: what ?? message, hint: wordsFor(`hints.${code}`) ?? theirs, who: t(`who.${who}`) };
  };
}

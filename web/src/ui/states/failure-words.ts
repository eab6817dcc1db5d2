/**
 * A failure in the person's language: our words for its code, else the server's own. The server tells exactly what is
 * wrong with an engine, a workflow or a file, in English; other languages say it in general words (`faults`) before that.
 */
import { useTranslation } from "react-i18next";
import type { Who } from "@/api/types";
import { wordsFor } from "@/i18n/words";
import { useLimitFailure } from "../limits/limit-failure";

export type Told = { code: string; message: string; hint: string | null; who: Who; details?: Record<string, unknown> | null };

export function useFailureWords() {
  const { t, i18n } = useTranslation();
  const limitWords = useLimitFailure();
  return ({ code, message, hint, who, details }: Told) => {
    const limit = code === "limit_reached" && details ? limitWords(details) : null;
    const { what, detail, way } = limit ? { what: limit.what, detail: null, way: limit.hint } : ownWords(code, message);
    const isForeign = what !== message && i18n.language !== "en";
    const theirs = isForeign || hint === "" ? null : hint;
    return { what, detail, hint: limit ? way : (way ?? theirs), who: t(`who.${who}`) };
  };
}

/** `detail`: what the server says of this one case, in English, where our words are only general. */
function ownWords(code: string, message: string) {
  const what = wordsFor(`errors.${code}`);
  if (what) return { what, detail: null, way: wordsFor(`hints.${code}`) };
  const fault = wordsFor(`faults.${code}.what`);
  return { what: fault ?? message, detail: fault ? message : null, way: wordsFor(`hints.${code}`) ?? wordsFor(`faults.${code}.hint`) };
}

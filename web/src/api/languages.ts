/** The languages this server offers, and the words of a dropped-in pack. */
import { queryOptions } from "@tanstack/react-query";
import { BUILT_IN_LANGUAGES, speak } from "@/i18n/words";
import { answer, http } from "./client";
import type { Language } from "./types";

export const languages = queryOptions({
  queryKey: ["languages"],
  queryFn: async ({ signal }) => (await answer(http.GET("/api/languages", { signal }))).items,
  staleTime: Infinity,
});

export const isPack = (code: string, offered: Language[]) => offered.some((language) => language.code === code && language.source === "pack");

/** Speak a language that is built in, dropped in as a pack, or both. */
export async function chooseLanguage(code: string, offered: Language[]): Promise<void> {
  const ofPack = isPack(code, offered);
  const isKnown = ofPack || BUILT_IN_LANGUAGES.some((language) => language.code === code);
  if (isKnown) await speak(code, ofPack ? await languagePack(code).catch(() => null) : null);
}

const languagePack = (code: string) =>
  answer(http.GET("/api/languages/{code}", { params: { path: { code } } })) as Promise<Record<string, unknown>>;

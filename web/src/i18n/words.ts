/** The page's words: English and Russian are built in, other languages are packs merged at run time. */
import i18next, { type ParseKeys } from "i18next";
import { initReactI18next } from "react-i18next";
import type enCare from "./en.care.json";
import en from "./en.json";

export type Words = typeof en & typeof enCare;
export type WordKey = ParseKeys;

type Pack = Record<string, unknown>;

declare module "i18next" {
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- declaration merging needs an interface
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: Words };
  }
}

const KEPT = "fabula.language";
const OFFERED = "fabula.language.pack";
type Load = () => Promise<{ default: Pack }>;

const builtIn: Record<string, Load> = { ru: () => import("./ru.json") };
/** Words of the house's care come with its pages: nobody else reads them. */
const care: Record<string, Load> = { en: () => import("./en.care.json"), ru: () => import("./ru.care.json") };
let isCaring = false;

export const BUILT_IN_LANGUAGES = [
  { code: "en", name: "English" },
  { code: "ru", name: "Русский" },
];

/** The language chosen on this device, else the browser's where we have it. */
export function firstLanguage(): string {
  const kept = localStorage.getItem(KEPT);
  if (kept) return kept;
  return navigator.languages.map((name) => name.slice(0, 2)).find((code) => code === "en" || code in builtIn) ?? "en";
}

export async function startWords(language = firstLanguage()): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: { translation: structuredClone(en) } },
    interpolation: { escapeValue: false },
    returnNull: false,
    // An empty text in a pack is one that nobody has translated yet.
    returnEmptyString: false,
  });
  if (isCaring) await addCare("en");
  await speak(language, keptPack(language));
}

/** Change the language; a pack's words are laid over what is built in. */
export async function speak(language: string, pack?: Pack | null): Promise<void> {
  const built = await builtIn[language]?.();
  if (built) i18next.addResourceBundle(language, "translation", built.default, true, true);
  if (isCaring) await addCare(language);
  if (pack) i18next.addResourceBundle(language, "translation", pack, true, true);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  localStorage.setItem(KEPT, language);
  if (pack) localStorage.setItem(OFFERED, JSON.stringify({ language, pack }));
}

/** Bring the words of the house's care, in this language and every later one. */
export async function bringCareWords(): Promise<void> {
  isCaring = true;
  await Promise.all([...new Set(["en", i18next.language])].map(addCare));
}

/** What a pack says stays: it was laid over words that come only now. */
async function addCare(language: string): Promise<void> {
  const words = await care[language]?.();
  if (words) i18next.addResourceBundle(language, "translation", words.default, true, false);
}

/** The words for a code of the server, where we have some. */
export function wordsFor(key: string, blanks: Record<string, unknown> = {}): string | null {
  const text: string = i18next.t(key, { ...blanks, defaultValue: key });
  return text === key ? null : text;
}

function keptPack(language: string): Pack | null {
  try {
    const kept = JSON.parse(localStorage.getItem(OFFERED) ?? "null") as { language: string; pack: Pack } | null;
    return kept?.language === language ? kept.pack : null;
  } catch {
    return null;
  }
}

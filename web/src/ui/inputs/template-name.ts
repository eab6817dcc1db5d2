/** What a template is called: one that comes with Fabula in the person's language, every other as its person calls it. */
import { useTranslation } from "react-i18next";
import { wordsFor } from "@/i18n/words";

export function useTemplateName() {
  useTranslation();
  return (id: string, name: string): string => (id ? wordsFor(`shipped.${id}`) : null) ?? name;
}

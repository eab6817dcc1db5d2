/** Theme and language: kept on this device before anyone signs in, and with the account afterwards. */
import { localStorageColorSchemeManager, type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import i18next from "i18next";
import { useEffect } from "react";
import { chooseLanguage, languages } from "@/api/languages";
import { me } from "@/api/me";
import type { Theme } from "@/api/types";

export const colorScheme = localStorageColorSchemeManager({ key: "fabula.theme" });

const schemes: Record<Theme, MantineColorScheme> = { system: "auto", light: "light", dark: "dark" };

/** Follows the account: whatever changes there shows here. */
export function FollowAccount() {
  const { data: person } = useQuery({ ...me, enabled: false });
  const { data: offered } = useQuery({ ...languages, enabled: Boolean(person) });
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const theme = person?.theme;
  const language = person?.language;

  useEffect(() => {
    if (theme) setColorScheme(schemes[theme]);
  }, [theme, setColorScheme]);
  useEffect(() => {
    if (language && offered && language !== i18next.language) void chooseLanguage(language, offered);
  }, [language, offered]);
  return null;
}

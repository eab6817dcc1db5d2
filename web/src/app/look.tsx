/** Theme and language: kept on this device before anyone signs in, and with the account afterwards. */
import { localStorageColorSchemeManager, type MantineColorScheme, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import i18next from "i18next";
import { useEffect } from "react";
import { chooseLanguage, isPack, languages } from "@/api/languages";
import { me } from "@/api/me";
import type { Theme } from "@/api/types";

export const colorScheme = localStorageColorSchemeManager({ key: "fabula.theme" });

const schemes: Record<Theme, MantineColorScheme> = { system: "auto", light: "light", dark: "dark" };

/** The browser's own frame takes the tone of the rail. */
const shades = { light: "#f8f5f1", dark: "#0f0d0c" };

/** Follows the account: whatever changes there shows here. */
export function FollowAccount() {
  const { data: person } = useQuery({ ...me, enabled: false });
  const { data: offered } = useQuery({ ...languages, enabled: Boolean(person) });
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const shown = useComputedColorScheme("light");
  const theme = person?.theme;
  const language = person?.language;

  useEffect(() => {
    if (theme) setColorScheme(schemes[theme]);
  }, [theme, setColorScheme]);
  useEffect(() => {
    const wanted = language ?? i18next.language;
    // A pack may have been changed since it was kept on this device.
    if (offered && (wanted !== i18next.language || isPack(wanted, offered))) void chooseLanguage(wanted, offered);
  }, [language, offered]);
  useEffect(() => {
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", shades[shown]);
  }, [shown]);
  return null;
}

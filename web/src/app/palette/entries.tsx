/** What the palette offers: places, things to start, looks, and what rooms find by the typed words. */
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconLanguage, IconLogout } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { languages } from "@/api/languages";
import { useChangeProfile, useMe } from "@/api/me";
import { BUILT_IN_LANGUAGES, type WordKey } from "@/i18n/words";
import { roomsFor } from "../rooms";
import { themeChoices } from "../shell/account-menu";
import { useSignOut } from "../shell/use-sign-out";
import { fit } from "./match";

export type Entry = { id: string; title: string; lead: string; picture: ReactNode; also?: string; run: () => void };
export type Group = { id: string; title: WordKey; entries: Entry[] };

/**
 * All groups that fit the words; the group with the best entry comes first. `asked`: the words for which the server is
 * asked, which may lag behind: what is here must fit what is typed, or a quick Enter starts something else.
 */
export function useGroups(words: string, asked: string): Group[] {
  const groups = [useGo(), useStart(), useLook()].map((group) => ({ ...group, entries: fitting(group.entries, words) }));
  const found = useFound(asked);
  return [...groups, ...found]
    .filter((group) => group.entries.length > 0)
    .sort((one, other) => (words ? best(other, words) - best(one, words) : 0));
}

function fitting(entries: Entry[], words: string): Entry[] {
  if (!words) return entries;
  const score = (entry: Entry) => fit(words, entry.title, `${entry.lead} ${entry.also ?? ""}`);
  return entries.filter((entry) => score(entry) > 0).sort((one, other) => score(other) - score(one));
}

function best(group: Group, words: string): number {
  return Math.max(...group.entries.map((entry) => fit(words, entry.title)));
}

function useGo(): Group {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { role } = useMe();
  const entries = roomsFor(role).map((room) => ({
    id: `go-${room.id}`,
    title: t(room.title),
    lead: "",
    picture: <room.icon />,
    run: () => void navigate({ to: room.to }),
  }));
  return { id: "go", title: "palette.go", entries };
}

function useStart(): Group {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const leave = useSignOut();
  const { role } = useMe();
  const commands = roomsFor(role).flatMap((room) => room.commands ?? []);
  const entries: Entry[] = commands.map((command) => ({
    id: command.id,
    title: t(command.title),
    lead: command.lead ? t(command.lead) : "",
    also: command.also ? t(command.also) : "",
    picture: <command.icon />,
    run: () => void navigate({ href: command.to }),
  }));
  const signOut = { id: "sign-out", title: t("account.signOut"), lead: "", picture: <IconLogout />, run: () => void leave() };
  return { id: "start", title: "palette.start", entries: [...entries, signOut] };
}

function useLook(): Group {
  const { t } = useTranslation();
  const person = useMe();
  const { mutate: change } = useChangeProfile();
  const { data: offered = BUILT_IN_LANGUAGES } = useQuery(languages);
  const now = (isNow: boolean) => (isNow ? t("palette.now") : "");
  const themes = themeChoices.map(([theme, Icon]) => ({
    id: `theme-${theme}`,
    title: `${t("account.theme")}: ${t(`account.themes.${theme}`)}`,
    lead: now(person.theme === theme),
    picture: <Icon />,
    run: () => change({ theme }),
  }));
  const tongues = offered.map((language) => ({
    id: `language-${language.code}`,
    title: `${t("field.language")}: ${language.name}`,
    lead: now(person.language === language.code),
    picture: <IconLanguage />,
    run: () => change({ language: language.code }),
  }));
  return { id: "look", title: "palette.look", entries: [...themes, ...tongues] };
}

function useFound(words: string): Group[] {
  const navigate = useNavigate();
  const { role } = useMe();
  const finders = roomsFor(role).flatMap((room) => (room.finder ? [{ ...room.finder, Icon: room.icon }] : []));
  const answers = useQueries({
    queries: finders.map((finder) => ({ ...finder.search(words), enabled: words.length > 0, placeholderData: keepPreviousData })),
  });
  return finders.map((finder, index) => ({
    id: finder.title,
    title: finder.title,
    entries: (words ? (answers[index]?.data ?? []) : []).map((found) => ({
      ...found,
      picture: found.picture ?? <finder.Icon />,
      run: () => void navigate({ href: found.to }),
    })),
  }));
}

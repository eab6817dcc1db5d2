/** What a feature says of itself to the shell: its place in the rail, its tiles at home, what the palette can start. */
import type { Icon } from "@tabler/icons-react";
import type { UseQueryOptions } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { WordKey } from "@/i18n/words";
import type { ArtName } from "./art/names";

export type Tile = { title: WordKey; lead: WordKey; action: WordKey; to: string; icon: Icon; art: ArtName };

export type Command = {
  id: string;
  title: WordKey;
  lead?: WordKey;
  icon: Icon;
  /** Other words by which it can be found. */
  also?: WordKey;
  to: string;
};

export type Found = { id: string; title: string; lead: string; to: string; picture?: ReactNode };

/** Things of the room that the palette finds by typed words. */
export type Finder = { title: WordKey; search: (words: string) => UseQueryOptions<Found[]> };

export type Room = {
  id: string;
  title: WordKey;
  to: string;
  /** Another place that belongs to the room. */
  also?: string;
  icon: Icon;
  /** It has a list of its own, so the rail gives it room. */
  isSlim?: true;
  /** `work` stands above the line of the rail, `care` below it; `none` is reached by other ways. */
  rail: "work" | "care" | "none";
  for: "everyone" | "admin";
  tiles?: Tile[];
  commands?: Command[];
  finder?: Finder;
};

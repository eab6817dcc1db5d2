import { createContext, useContext } from "react";

/** A page that a text cites by its number. */
export type Source = { number: number; title: string; url: string };

type Setting = {
  /** Makes the names of notes differ from those of other texts on the page. */
  id: string;
  sources: readonly Source[];
  /** Numbers of the notes that have a text, with commas around. */
  notes: string;
  isLive: boolean;
};

/** What the pieces of a text need to know of the whole. */
export const SettingContext = createContext<Setting>({ id: "", sources: [], notes: "", isLive: false });

export const useSetting = () => useContext(SettingContext);

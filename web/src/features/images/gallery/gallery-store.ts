/** What the gallery keeps while the person looks elsewhere: what is chosen, how large, how far down. */
import { create } from "zustand";

const DENSE = "fabula.images.dense";
const DISMISSED = "fabula.images.dismissed";
const MOST_DISMISSED = 200;

type Gallery = {
  /** Null when nothing is being chosen. */
  chosen: ReadonlySet<string> | null;
  isDense: boolean;
  dismissed: readonly string[];
  scrolled: Readonly<Record<string, number>>;
  /** The picture that was looked at last, to go on from when one comes back. */
  lookedAt: string | null;
  /** Pictures that came while the person was looking. */
  arrived: ReadonlySet<string>;
};

export const useGallery = create<Gallery>(() => ({
  chosen: null,
  isDense: localStorage.getItem(DENSE) === "true",
  dismissed: kept(),
  scrolled: {},
  lookedAt: null,
  arrived: new Set(),
}));

export const welcome = (ids: string[]) => useGallery.setState({ arrived: new Set(ids) });

export const lookAt = (id: string) => useGallery.setState({ lookedAt: id });

export const choose = (chosen: Iterable<string> | null) => useGallery.setState({ chosen: chosen && new Set(chosen) });

export const toggle = (id: string) =>
  useGallery.setState(({ chosen }) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    return { chosen: next };
  });

export const setDense = (isDense: boolean) => {
  localStorage.setItem(DENSE, String(isDense));
  useGallery.setState({ isDense });
};

/** A failure that the person has seen stays away on this device. */
export const dismiss = (id: string) =>
  useGallery.setState(({ dismissed }) => {
    const next = [id, ...dismissed].slice(0, MOST_DISMISSED);
    localStorage.setItem(DISMISSED, JSON.stringify(next));
    return { dismissed: next };
  });

export const remember = (place: string, top: number) =>
  useGallery.setState(({ scrolled }) => ({ scrolled: { ...scrolled, [place]: top } }));

function kept(): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(DISMISSED) ?? "[]");
    return Array.isArray(found) ? found.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

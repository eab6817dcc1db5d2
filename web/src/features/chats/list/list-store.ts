/** What the list keeps while the person looks elsewhere. */
import { create } from "zustand";

const CLOSED = "fabula.chats.closed";

type List = {
  /** Folders that are folded. */
  closed: readonly string[];
  /** The chat whose name is being changed in the list. */
  renaming: string | null;
};

export const useList = create<List>(() => ({ closed: kept(), renaming: null }));

export const rename = (renaming: string | null) => useList.setState({ renaming });

export const fold = (id: string, isClosed: boolean) =>
  useList.setState(({ closed }) => {
    const next = [...closed.filter((one) => one !== id), ...(isClosed ? [id] : [])];
    localStorage.setItem(CLOSED, JSON.stringify(next));
    return { closed: next };
  });

function kept(): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(CLOSED) ?? "[]");
    return Array.isArray(found) ? found.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

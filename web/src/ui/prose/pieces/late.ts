import { useSyncExternalStore } from "react";

/** A hook for a part of the page that is fetched when it is first wanted; null until it is here. What came stays. */
export function late<Part>(load: () => Promise<Part>): (isWanted: boolean) => Part | null {
  let here: Part | null = null;
  let coming: Promise<void> | null = null;
  const waiting = new Set<() => void>();
  const come = async () => {
    try {
      here = await load();
      waiting.forEach((tell) => tell());
    } catch {
      // Without it the text is shown plainly; the next that wants it asks again.
      coming = null;
    }
  };
  const subscribe = (tell: () => void) => {
    waiting.add(tell);
    if (!here) coming ??= come();
    return () => void waiting.delete(tell);
  };
  return (isWanted) => useSyncExternalStore(isWanted ? subscribe : never, () => here);
}

const never = () => () => undefined;

import { useEffect, useState } from "react";

/** A text that grows, taken over at most once a frame. */
export function useCalmText(text: string, isLive: boolean): string {
  const [shown, setShown] = useState(text);
  useEffect(() => {
    if (!isLive) return;
    const frame = requestAnimationFrame(() => setShown(text));
    return () => cancelAnimationFrame(frame);
  }, [text, isLive]);
  return isLive && text.startsWith(shown) ? shown : text;
}

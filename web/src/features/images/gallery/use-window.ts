/** How wide the wall is, and which part of it is seen. */
import { useLayoutEffect, useRef, useState } from "react";
import { remember, useGallery } from "./gallery-store";

const STEP = 240;
const AHEAD = 900;
/** Before anything is measured, and where nothing can be. */
const GUESS = { width: 856, height: 900 };

/** `place` names the list: coming back to it, the person stands where they were. */
export function useWindow(place: string) {
  const ref = useRef<HTMLElement>(null);
  const [size, setSize] = useState(GUESS);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => {
      const inner = element.firstElementChild?.clientWidth ?? 0;
      if (inner > 0) setSize({ width: inner, height: element.clientHeight });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.scrollTop = useGallery.getState().scrolled[place] ?? 0;
    return () => observer.disconnect();
  }, [place]);
  const onScroll = () => {
    const now = ref.current?.scrollTop ?? 0;
    setTop(Math.floor(now / STEP) * STEP);
    remember(place, now);
  };
  return { ref, onScroll, width: size.width, from: top - AHEAD, to: top + size.height + STEP + AHEAD };
}

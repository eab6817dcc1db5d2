import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";

const MOST = 8;
type Middle = { x: number; y: number };

/** How much the picture is enlarged; what stands in the middle stays there, and Ctrl with the wheel enlarges too. */
export function useZoom(sheet: RefObject<HTMLDivElement | null>) {
  const [zoom, setZoom] = useState(1);
  const middle = useRef<Middle>({ x: 0.5, y: 0.5 });

  const enlarge = (to: number) => {
    if (sheet.current) middle.current = middleOf(sheet.current);
    setZoom(Math.min(MOST, Math.max(1, to)));
  };
  useLayoutEffect(() => {
    const box = sheet.current;
    if (!box) return;
    box.scrollLeft = middle.current.x * box.scrollWidth - box.clientWidth / 2;
    box.scrollTop = middle.current.y * box.scrollHeight - box.clientHeight / 2;
  }, [sheet, zoom]);

  const turn = useEffectEvent((event: WheelEvent) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    enlarge(zoom * Math.exp(-event.deltaY / 300));
  });
  useEffect(() => {
    const box = sheet.current;
    const hear = (event: WheelEvent) => turn(event);
    box?.addEventListener("wheel", hear, { passive: false });
    return () => box?.removeEventListener("wheel", hear);
  }, [sheet]);
  return { zoom, enlarge };
}

const middleOf = (box: HTMLElement): Middle => ({
  x: (box.scrollLeft + box.clientWidth / 2) / Math.max(1, box.scrollWidth),
  y: (box.scrollTop + box.clientHeight / 2) / Math.max(1, box.scrollHeight),
});

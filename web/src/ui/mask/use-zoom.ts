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
    if (sheet.current) bringBack(sheet.current, middle.current);
  }, [sheet, zoom]);
  // The window may become another while the picture is enlarged. The middle is kept from each scrolling before, because
  // a browser tells of a resize last: it has laid the sheet out by then and scrolled it where it had to.
  useEffect(() => {
    const box = sheet.current;
    if (!box) return;
    let size = sizeOf(box);
    const keep = () => {
      if (sizeOf(box) !== size) return;
      const { x, y } = middleOf(box);
      // A side that fits whole is centred, and says nothing about where the person was.
      if (box.scrollWidth > box.clientWidth) middle.current.x = x;
      if (box.scrollHeight > box.clientHeight) middle.current.y = y;
    };
    const resized = new ResizeObserver(() => {
      size = sizeOf(box);
      bringBack(box, middle.current);
    });
    box.addEventListener("scroll", keep, { passive: true });
    resized.observe(box);
    return () => {
      box.removeEventListener("scroll", keep);
      resized.disconnect();
    };
  }, [sheet]);

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

const sizeOf = (box: HTMLElement) => `${box.clientWidth} ${box.clientHeight}`;

/** Where in the picture the middle of the sheet lies, as shares of its width and height. */
function middleOf(box: HTMLElement): Middle {
  const { dx, dy, width, height } = offsetOf(box);
  return { x: dx / Math.max(1, width), y: dy / Math.max(1, height) };
}

function bringBack(box: HTMLElement, { x, y }: Middle): void {
  const { dx, dy, width, height } = offsetOf(box);
  box.scrollLeft += x * width - dx;
  box.scrollTop += y * height - dy;
}

function offsetOf(box: HTMLElement) {
  const [sheet, picture] = [box, box.firstElementChild ?? box].map((one) => one.getBoundingClientRect()) as [DOMRect, DOMRect];
  const { width, height } = picture;
  return { dx: sheet.left + box.clientWidth / 2 - picture.left, dy: sheet.top + box.clientHeight / 2 - picture.top, width, height };
}

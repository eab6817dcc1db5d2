import { useEffect, useRef } from "react";
import classes from "./art.module.css";
import type { ArtName } from "./names";

/** A painted picture that fills its place. Decoration only: it says nothing that words do not. */
export function Art({ name }: { name: ArtName }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const place = canvas.current;
    if (!place) return;
    let isGone = false;
    const paint = async () => {
      const { width, height } = place.getBoundingClientRect();
      const { scenes } = await import("./scenes");
      const sharp = Math.min(2, window.devicePixelRatio);
      const size = [Math.round(width * sharp), Math.round(height * sharp)] as const;
      if (isGone || !width || !height || (place.width === size[0] && place.height === size[1])) return;
      [place.width, place.height] = size;
      const pen = place.getContext("2d");
      if (pen) scenes[name](pen);
      place.dataset.painted = "";
    };
    const follow = new ResizeObserver(() => void paint());
    follow.observe(place);
    return () => {
      isGone = true;
      follow.disconnect();
    };
  }, [name]);
  return <canvas ref={canvas} className={classes.art} aria-hidden="true" />;
}

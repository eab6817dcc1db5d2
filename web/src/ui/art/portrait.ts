import { apart, box, disc, glow, type Paint, vignette } from "./brush";
import { fade } from "./colour";
import type { Backdrop, Look } from "./people/looks";
import { person } from "./people/person";

type Frame = {
  zoom: number;
  /** Which height of the person stands in the middle. */
  middle: number;
  /** How far to the right, in widths of the picture. */
  aside?: number;
  isMirrored?: boolean;
  /** A still ground and no dark edge: for small round pictures. */
  isPlain?: boolean;
};

/** A person in front of a soft light. */
export function portrait(paint: Paint, look: Look, backdrop: Backdrop, { zoom, middle, aside = 0, isMirrored, isPlain }: Frame): void {
  const { pen, w, h } = paint;
  ground(paint, backdrop);
  if (!isPlain) lights(paint, backdrop);
  apart(pen, () => {
    const size = zoom * Math.max(w / 400, h / 520);
    pen.translate(w / 2 + aside * w, h / 2);
    pen.scale(isMirrored ? -size : size, size);
    pen.translate(-202, -middle);
    person(pen, look);
  });
  glow(pen, w * 0.2, h * 0.1, Math.max(w, h) * 0.6, "#ffd9a4", 0.22);
  if (!isPlain) vignette(paint, 0.3);
}

function ground({ pen, w, h }: Paint, [light, middle, dark]: Backdrop): void {
  const gradient = pen.createRadialGradient(w * 0.36, h * 0.3, 0, w * 0.45, h * 0.45, Math.hypot(w, h) * 0.72);
  gradient.addColorStop(0, light);
  gradient.addColorStop(0.5, middle);
  gradient.addColorStop(1, dark);
  box(pen, gradient, 0, 0, w, h);
}

function lights({ pen, w, h, chance }: Paint, [light]: Backdrop): void {
  apart(pen, () => {
    pen.filter = `blur(${w * 0.02}px)`;
    for (let index = 0; index < 12; index += 1) {
      const colour = fade(index % 3 ? light : "#ffe0ae", 0.1 + chance() * 0.22);
      disc(pen, colour, chance() * w, chance() * h * 0.9, w * (0.02 + chance() * 0.07));
    }
  });
}

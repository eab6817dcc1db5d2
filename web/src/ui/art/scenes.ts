/** The pictures the page paints itself, by name. Loaded only where one is shown. */
import { paintOn } from "./brush";
import { harbour } from "./harbour";
import { lighthouse } from "./lighthouse";
import type { ArtName } from "./names";
import { BACKDROPS, LOOKS } from "./people/looks";
import { portrait } from "./portrait";
import { viaduct } from "./viaduct";

export const scenes: Record<ArtName, (pen: CanvasRenderingContext2D) => void> = {
  door: (pen) => lighthouse(paintOn(pen, "dusk", 5), { x: 0.68, horizon: 0.7, cliff: 0.76, tall: 0.4, sun: 0.24 }),
  lighthouse: (pen) => lighthouse(paintOn(pen, "dusk", 5), { x: 0.72, horizon: 0.7, cliff: 0.7, tall: 0.42, sun: 0.26 }),
  portrait: (pen) => portrait(paintOn(pen, "teal", 4), LOOKS.braid, BACKDROPS.sea, { zoom: 0.62, middle: 215, aside: 0.13 }),
  harbour: (pen) => harbour(paintOn(pen, "night", 3)),
  viaduct: (pen) => viaduct(paintOn(pen, "teal", 9)),
};

/** What hangs on the wall: pictures that are being drawn, then those that are there. */
import type { Picture, Render, Run } from "@/api/types";

export type Shown = { key: string; ratio: number; run?: Run; picture?: Picture };

const MOST_TALL = 0.4;
const MOST_WIDE = 3;

/** A picture keeps the key of its render, and so the place of what was under way. */
export function shownOf(underWay: Render[], pictures: Picture[]): Shown[] {
  const drawn = new Set(pictures.map((picture) => picture.render_id));
  const seen = new Set<string>();
  const keyOf = (picture: Picture) => {
    if (seen.has(picture.render_id)) return picture.id;
    seen.add(picture.render_id);
    return picture.render_id;
  };
  return [
    ...underWay.filter(({ id }) => !drawn.has(id)).map((render) => ({ key: render.id, ratio: ratioOf(render.values.width, render.values.height), run: render.run })),
    ...pictures.map((picture) => ({ key: keyOf(picture), ratio: ratioOf(picture.width, picture.height), picture })),
  ];
}

function ratioOf(width: unknown, height: unknown): number {
  if (typeof width !== "number" || typeof height !== "number" || width <= 0 || height <= 0) return 1;
  return Math.min(MOST_WIDE, Math.max(MOST_TALL, width / height));
}

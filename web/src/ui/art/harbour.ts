import { apart, blend, box, clouds, glow, type Paint, ridge, sea, shape, sky, stars, vignette } from "./brush";
import { fade, mix } from "./colour";

type Place = [x: number, y: number];

const WARM = "#ffcf85";

/** A harbour town on three terraces, boats on the water, the light on its headland. */
export function harbour(paint: Paint): void {
  const { pen, w, h, s, light, seed } = paint;
  const level = h * 0.6;
  sky(paint, level, 0.6);
  stars(paint, level * 0.7, 170);
  clouds(paint, level * 0.62, 9, mix(light.horizon, "#ffffff", 0.15), 0.2, 1.5);
  glow(pen, w * 0.3, level, s * 0.9, light.glow, 0.45);
  ridge(paint, level + 2, seed + 3, level - s * 0.1, s * 0.16, 2.2, mix(light.far, light.horizon, 0.38));
  ridge(paint, level + 2, seed + 8, level - s * 0.03, s * 0.1, 3, light.far);
  sea(paint, level, { top: mix(light.water, light.horizon, 0.4), shine: light.glow, path: w * 0.3, strength: 0.8 });
  headland(paint, level);
  const windows = [0, 1, 2].flatMap((row) => terrace(paint, level, row));
  box(pen, mix(light.near, light.far, 0.2), 0, level - s * 0.012, w, s * 0.018);
  reflections(paint, level, windows);
  for (let index = 0; index < 5; index += 1) boat(paint, level, index);
  beacon(paint, level);
  vignette(paint, 0.3);
}

function headland({ pen, w, s, light }: Paint, level: number): void {
  const stone = (share: number) => mix(light.far, light.near, share);
  pen.beginPath();
  pen.moveTo(w * 0.58, level);
  pen.bezierCurveTo(w * 0.72, level - s * 0.02, w * 0.76, level - s * 0.175, w * 0.86, level - s * 0.18);
  pen.bezierCurveTo(w * 0.93, level - s * 0.18, w * 0.96, level - s * 0.1, w, level - s * 0.08);
  pen.lineTo(w, level);
  pen.fillStyle = blend(pen, [0, level - s * 0.2], [0, level], [[0, stone(0.25)], [1, stone(0.6)]]);
  pen.fill();
}

/** One row of houses; answers where its lit windows are. */
function terrace(paint: Paint, level: number, row: number): Place[] {
  const { w, s, light, chance, seed } = paint;
  const slope = mix(mix(light.far, light.horizon, 0.12), light.near, 0.15 + row * 0.25);
  ridge(paint, level + 1, seed + row * 17 + 5, level - s * (0.088 - row * 0.036), s * 0.03, 4, slope);
  return Array.from({ length: 13 }, (_, index) => {
    const wide = s * (0.045 + chance() * 0.035);
    const tall = s * (0.05 + chance() * 0.04);
    const x = w * (0.02 + (index / 13) * 0.98) + (chance() - 0.5) * s * 0.03;
    const foot = level - s * (0.085 - row * 0.035) + chance() * s * 0.02 - Math.sin((index / 13) * 3 + 1) * s * 0.03 * (2 - row);
    return home(paint, row, { x, foot, wide, tall, level });
  }).flat();
}

type Home = { x: number; foot: number; wide: number; tall: number; level: number };

function home({ pen, s, light, chance }: Paint, row: number, { x, foot, wide, tall, level }: Home): Place[] {
  box(pen, mix(light.far, light.near, 0.2 + row * 0.26), x, foot - tall, wide, Math.min(tall + s * 0.03, level - foot + tall));
  const tiles = mix(mix("#8a3a2a", light.near, 0.62), light.far, 0.2);
  shape(pen, tiles, [[x - wide * 0.08, foot - tall], [x + wide * 0.5, foot - tall - wide * 0.55], [x + wide * 1.08, foot - tall]]);
  const lit = [0.2, 0.6].filter(() => chance() > 0.28).map((at): Place => [x + wide * at, foot - tall * 0.7]);
  lit.forEach(([at, y]) => box(pen, fade(WARM, 0.9), at, y, wide * 0.17, tall * 0.26));
  return lit;
}

function reflections({ pen, s, chance }: Paint, level: number, windows: Place[]): void {
  for (const [x, y] of windows) {
    if (chance() > 0.4) glow(pen, x, y, s * 0.05, "#ffb25e", 0.4);
    for (let step = 0; step < 7; step += 1) {
      const at = level + s * 0.015 + step * s * 0.018 * (1 + chance());
      box(pen, fade("#ffbf70", 0.3 * (1 - step / 7)), x - s * 0.012 * chance(), at, s * 0.018 * (chance() + 0.4), Math.max(1, s * 0.003));
    }
  }
}

function boat({ pen, w, s, light, chance }: Paint, level: number, index: number): void {
  const near = index % 2;
  const x = w * (0.06 + index * 0.2 + chance() * 0.06);
  const y = level + s * (0.1 + near * 0.11 + chance() * 0.03);
  const length = s * (0.1 + near * 0.035);
  const ink = mix(light.near, "#000000", 0.15);
  pen.fillStyle = ink;
  pen.beginPath();
  pen.moveTo(x - length, y - length * 0.16);
  pen.quadraticCurveTo(x, y - length * 0.02, x + length * 1.05, y - length * 0.24);
  pen.quadraticCurveTo(x + length * 0.75, y + length * 0.14, x, y + length * 0.14);
  pen.quadraticCurveTo(x - length * 0.8, y + length * 0.14, x - length, y - length * 0.16);
  pen.fill();
  box(pen, ink, x - length * 0.05, y - length * 1.5, length * 0.04, length * 1.45);
  box(pen, ink, x + length * 0.28, y - length * 0.36, length * 0.34, length * 0.26);
  rigging(pen, ink, Math.max(0.7, s * 0.0016), x, y, length);
  box(pen, WARM, x + length * 0.36, y - length * 0.3, length * 0.1, length * 0.1);
  glow(pen, x - length * 0.03, y - length * 1.46, length * 0.5, "#ffc070", 0.7);
}

function rigging(pen: CanvasRenderingContext2D, ink: string, width: number, x: number, y: number, length: number): void {
  pen.strokeStyle = ink;
  pen.lineWidth = width;
  pen.beginPath();
  pen.moveTo(x - length * 0.03, y - length * 1.5);
  pen.lineTo(x + length, y - length * 0.24);
  pen.moveTo(x - length * 0.03, y - length * 1.5);
  pen.lineTo(x - length * 0.98, y - length * 0.16);
  pen.stroke();
}

function beacon({ pen, w, s, light }: Paint, level: number): void {
  const x = w * 0.86;
  const foot = level - s * 0.17;
  const top = foot - s * 0.17;
  const half = s * 0.018;
  shape(pen, mix("#efe6d8", light.sky, 0.5), [[x - half * 0.6, top], [x + half * 0.6, top], [x + half, foot], [x - half, foot]]);
  box(pen, "#ffe3a8", x - half * 0.5, top - s * 0.02, half, s * 0.02);
  shape(pen, light.near, [[x - half * 0.7, top - s * 0.02], [x, top - s * 0.042], [x + half * 0.7, top - s * 0.02]]);
  apart(pen, () => {
    pen.globalCompositeOperation = "screen";
    pen.filter = `blur(${s * 0.007}px)`;
    const fill = blend(pen, [x, 0], [x - w * 0.9, 0], [[0, fade(light.glow, 0.8)], [0.3, fade(light.glow, 0.28)], [1, fade(light.glow, 0)]]);
    shape(pen, fill, [[x, top - s * 0.01], [x - w * 0.95, top - s * 0.19], [x - w * 0.95, top + s * 0.03]]);
  });
  glow(pen, x, top - s * 0.01, s * 0.16, light.glow, 0.95);
}

import { apart, blend, box, clouds, disc, glow, type Paint, ridge, sea, shape, sky, stars, vignette } from "./brush";
import { hillsOf } from "./chance";
import { fade, mix } from "./colour";

/** Where the tower stands, how low the horizon lies, how tall the tower is; the sun only where there is one. */
export type LighthousePlan = { x: number; horizon: number; cliff: number; tall: number; sun: number | null };

/** A lighthouse on its cliff, the keeper's house beside it. */
export function lighthouse(paint: Paint, plan: LighthousePlan): void {
  const { pen, w, s, light } = paint;
  const x = w * plan.x;
  const foot = paint.h * plan.cliff + s * 0.02;
  const lamp = foot - s * plan.tall;
  heaven(paint, plan);
  water(paint, plan, x);
  cliff(paint, plan, x);
  beams(paint, x, lamp);
  tower(paint, x, foot, lamp);
  lantern(paint, x, lamp);
  house(paint, x + s * 0.11, foot + s * 0.015);
  glow(pen, x, lamp - s * 0.028, s * 0.3, light.glow, 0.85);
  glow(pen, x, lamp - s * 0.028, s * 0.09, "#fff3d6", 0.95);
  vignette(paint, 0.3);
}

function heaven(paint: Paint, { horizon, sun }: LighthousePlan): void {
  const { pen, w, h, s, light } = paint;
  const level = h * horizon;
  sky(paint, level);
  stars(paint, level * 0.8, sun === null ? 190 : 60);
  if (sun !== null) {
    glow(pen, w * sun, level, s * 0.9, light.glow, 0.75);
    disc(pen, mix(light.glow, "#ffffff", 0.35), w * sun, level - s * 0.05, s * 0.055);
  }
  clouds(paint, level * 0.78, 9, mix(light.horizon, "#ffffff", 0.2), 0.16, 1.4);
  clouds(paint, level * 0.45, 6, light.sky, 0.3, 1.7);
}

function water(paint: Paint, { horizon, sun }: LighthousePlan, x: number): void {
  const { w, h, s, light, seed } = paint;
  const level = h * horizon;
  ridge(paint, level + 1, seed + 4, level - s * 0.02, s * 0.05, 3, mix(light.far, light.horizon, 0.5));
  ridge(paint, level + 1, seed + 9, level, s * 0.04, 5, light.far);
  const path = sun === null ? x - s * 0.2 : w * sun;
  sea(paint, level, { top: mix(light.water, light.horizon, 0.35), shine: light.glow, path, strength: sun === null ? 0.6 : 1 });
}

function cliff({ pen, w, h, s, light, seed }: Paint, { cliff: top }: LighthousePlan, x: number): void {
  const hills = hillsOf(seed + 21);
  const edge = h * top;
  pen.beginPath();
  pen.moveTo(w, h);
  for (let at = w; at > x - s * 0.62; at -= 3) {
    const away = (x - at) / s;
    const fall = away > 0.1 ? (away - 0.1) ** 1.6 * s * 0.62 : 0;
    pen.lineTo(at, edge + fall + (hills((at / s) * 7) - 0.5) * s * 0.07);
  }
  pen.lineTo(x - s * 0.66, h);
  pen.closePath();
  const stone = mix(light.near, light.far, 0.55);
  pen.fillStyle = blend(pen, [0, edge - s * 0.05], [0, h], [[0, stone], [0.5, light.near], [1, mix(light.near, "#000000", 0.4)]]);
  pen.fill();
}

function beams({ pen, w, h, s, light }: Paint, x: number, lamp: number): void {
  const beam = (angle: number, length: number, alpha: number) =>
    apart(pen, () => {
      pen.translate(x, lamp - s * 0.028);
      pen.rotate(angle);
      const fill = blend(pen, [0, 0], [length, 0], [[0, fade(light.glow, alpha)], [0.25, fade(light.glow, alpha * 0.4)], [1, fade(light.glow, 0)]]);
      shape(pen, fill, [[0, -s * 0.01], [length, -length * 0.085], [length, length * 0.085], [0, s * 0.01]]);
    });
  apart(pen, () => {
    pen.globalCompositeOperation = "screen";
    pen.filter = `blur(${s * 0.008}px)`;
    beam(Math.PI + 0.07, Math.max(w, h) * 1.1, 0.95);
    beam(-0.1, Math.max(w, h), 0.71);
  });
}

function tower({ pen, s, light }: Paint, x: number, foot: number, lamp: number): void {
  const half = s * 0.05;
  const tall = foot - lamp;
  const wall = (share: number, base = "#efe6d8") => mix(base, light.sky, share);
  apart(pen, () => {
    const stops: [number, string][] = [[0, wall(0.35)], [0.45, wall(0.5)], [1, wall(0.4, "#2a2a33")]];
    shape(pen, blend(pen, [x - half, 0], [x + half, 0], stops), [
      [x - half * 0.62, lamp],
      [x + half * 0.62, lamp],
      [x + half, foot],
      [x - half, foot],
    ]);
    pen.clip();
    for (const [from, share] of [[0.18, 0.16], [0.52, 0.17], [0.86, 0.16]] as const) {
      box(pen, fade("#b0482a", 0.78), x - half, lamp + tall * from, half * 2, tall * share);
    }
    const shade = blend(pen, [x - half, 0], [x + half, 0], [[0, fade(light.glow, 0.15)], [0.4, "rgba(0,0,0,0)"], [1, "rgba(5,5,15,.62)"]]);
    box(pen, shade, x - half, lamp, half * 2, tall);
    for (const at of [0.1, 0.42, 0.74]) disc(pen, fade("#ffd590", 0.95), x - half * 0.1, lamp + tall * at, half * 0.13, half * 0.2);
  });
}

function lantern({ pen, s, light }: Paint, x: number, lamp: number): void {
  const half = s * 0.05;
  const ink = mix(light.near, "#101018", 0.4);
  box(pen, ink, x - half * 0.95, lamp - s * 0.006, half * 1.9, s * 0.012);
  box(pen, ink, x - half * 0.5, lamp - s * 0.056, half, s * 0.05);
  box(pen, "#ffe3a8", x - half * 0.4, lamp - s * 0.05, half * 0.8, s * 0.042);
  shape(pen, ink, [[x - half * 0.6, lamp - s * 0.054], [x, lamp - s * 0.1], [x + half * 0.6, lamp - s * 0.054]]);
  box(pen, ink, x - s * 0.002, lamp - s * 0.12, s * 0.004, s * 0.03);
  box(pen, ink, x - half * 0.05, lamp - s * 0.05, half * 0.1, s * 0.045);
}

function house({ pen, s, light }: Paint, x: number, foot: number): void {
  const wide = s * 0.16;
  const tall = s * 0.07;
  const roof = mix(mix(light.near, "#101018", 0.4), light.far, 0.2);
  shape(pen, mix(light.near, light.far, 0.45), [[x, foot], [x, foot - tall], [x + wide, foot - tall], [x + wide, foot]]);
  shape(pen, roof, [[x - s * 0.014, foot - tall], [x + wide * 0.5, foot - tall * 1.9], [x + wide + s * 0.014, foot - tall]]);
  for (const at of [0.18, 0.62]) box(pen, "#ffcb7d", x + wide * at, foot - tall * 0.72, wide * 0.17, tall * 0.36);
  glow(pen, x + wide * 0.5, foot - tall * 0.5, s * 0.16, "#ffb45e", 0.3);
}

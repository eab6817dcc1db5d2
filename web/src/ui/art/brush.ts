/** Strokes that every scene is painted with. Lengths are in pixels of the canvas. */
import { type Chance, chanceOf, hillsOf } from "./chance";
import { fade, type Light, LIGHTS, type Hour } from "./colour";

const TURN = Math.PI * 2;

type Stop = [at: number, colour: string];
type Point = [x: number, y: number];

/** A canvas being painted: its pen, its size, its short side, its light and its chance. */
export type Paint = { pen: CanvasRenderingContext2D; w: number; h: number; s: number; light: Light; chance: Chance; seed: number };

export function paintOn(pen: CanvasRenderingContext2D, hour: Hour, seed: number): Paint {
  const { width: w, height: h } = pen.canvas;
  return { pen, w, h, s: Math.min(w, h), light: LIGHTS[hour], chance: chanceOf(seed + 11), seed };
}

export function blend(pen: CanvasRenderingContext2D, from: Point, to: Point, stops: Stop[]): CanvasGradient {
  const gradient = pen.createLinearGradient(...from, ...to);
  stops.forEach(([at, colour]) => gradient.addColorStop(at, colour));
  return gradient;
}

export function box(pen: CanvasRenderingContext2D, fill: string | CanvasGradient, x: number, y: number, w: number, h: number): void {
  pen.fillStyle = fill;
  pen.fillRect(x, y, w, h);
}

export function shape(pen: CanvasRenderingContext2D, fill: string | CanvasGradient, points: Point[]): void {
  pen.beginPath();
  points.forEach(([x, y], index) => (index ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.closePath();
  pen.fillStyle = fill;
  pen.fill();
}

export function disc(pen: CanvasRenderingContext2D, fill: string, x: number, y: number, rx: number, ry = rx): void {
  pen.fillStyle = fill;
  pen.beginPath();
  pen.ellipse(x, y, rx, ry, 0, 0, TURN);
  pen.fill();
}

/** Paint within, then leave the pen as it was. */
export function apart(pen: CanvasRenderingContext2D, work: () => void): void {
  pen.save();
  work();
  pen.restore();
}

export function glow(pen: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string, alpha: number): void {
  apart(pen, () => {
    pen.globalCompositeOperation = "screen";
    const gradient = pen.createRadialGradient(x, y, 0, x, y, radius);
    gradient.addColorStop(0, fade(colour, alpha));
    gradient.addColorStop(0.35, fade(colour, alpha * 0.42));
    gradient.addColorStop(1, fade(colour, 0));
    box(pen, gradient, x - radius, y - radius, radius * 2, radius * 2);
  });
}

export function sky({ pen, w, light }: Paint, height: number, middle = 0.55): void {
  const stops: Stop[] = [[0, light.zenith], [middle, light.sky], [1, light.horizon]];
  box(pen, blend(pen, [0, 0], [0, height], stops), 0, 0, w, height);
}

export function stars({ pen, w, chance }: Paint, height: number, count: number): void {
  const unit = Math.max(500, Math.hypot(w, height) * 0.6) / 900;
  for (let index = 0; index < count; index += 1) {
    const y = chance() ** 1.5 * height;
    const radius = (chance() ** 4 * 1.5 + 0.35) * unit;
    const colour = fade("#fff4e2", 0.2 + chance() * 0.75);
    disc(pen, colour, chance() * w, y, radius);
  }
}

export function ridge({ pen, w }: Paint, bottom: number, seed: number, base: number, rise: number, rolls: number, fill: string | CanvasGradient): void {
  const hills = hillsOf(seed);
  pen.beginPath();
  pen.moveTo(0, bottom);
  for (let x = 0; x <= w; x += 2) pen.lineTo(x, base - (hills((x / w) * rolls) - 0.5) * rise * 2);
  pen.lineTo(w, bottom);
  pen.closePath();
  pen.fillStyle = fill;
  pen.fill();
}

export function clouds({ pen, w, h, chance }: Paint, y: number, count: number, colour: string, alpha: number, stretch: number): void {
  apart(pen, () => {
    pen.filter = `blur(${Math.max(2, w / 90)}px)`;
    for (let index = 0; index < count; index += 1) {
      const x = chance() * w * 1.2 - w * 0.1;
      const middle = y + (chance() - 0.5) * h * 0.12;
      const length = (0.08 + chance() * 0.18) * w * stretch;
      for (let puff = 0; puff < 7; puff += 1) {
        const shade = fade(colour, alpha * (0.3 + chance() * 0.6));
        const at: Point = [x + (chance() - 0.5) * length, middle + (chance() - 0.5) * h * 0.018];
        disc(pen, shade, ...at, length * (0.12 + chance() * 0.3), h * (0.006 + chance() * 0.012));
      }
    }
  });
}

type Water = { top: string; shine: string; path: number; strength: number };

/** Water from `y` down, with a path of light at `path`. */
export function sea({ pen, w, h, light, chance }: Paint, y: number, { top, shine, path, strength }: Water): void {
  box(pen, blend(pen, [0, y], [0, h], [[0, top], [1, light.near]]), 0, y, w, h - y);
  for (let index = 0; index < 260; index += 1) {
    const depth = chance() ** 1.4;
    const length = (0.01 + depth * 0.07) * w * (chance() + 0.3);
    const colour = chance() > 0.5 ? fade(shine, 0.05 + 0.05 * chance()) : fade(light.near, 0.18);
    box(pen, colour, chance() * w - length / 2, y + depth * (h - y), length, Math.max(1, h * 0.0016 * (1 + depth * 3)));
  }
  for (let index = 0; index < 170; index += 1) {
    const depth = chance();
    const spread = w * (0.012 + depth * 0.07);
    const length = w * (0.008 + 0.03 * depth) * (chance() + 0.4);
    const colour = fade(shine, (0.55 - depth * 0.42) * chance() * strength);
    const x = path + (chance() + chance() - 1) * spread - length / 2;
    box(pen, colour, x, y + depth * (h - y), length, Math.max(1, h * 0.0022 * (1 + depth * 2)));
  }
}

export function vignette({ pen, w, h }: Paint, alpha: number): void {
  const gradient = pen.createRadialGradient(w / 2, h * 0.48, Math.min(w, h) * 0.35, w / 2, h / 2, Math.hypot(w, h) * 0.6);
  gradient.addColorStop(0, "rgba(12,6,4,0)");
  gradient.addColorStop(1, `rgba(12,6,4,${alpha})`);
  box(pen, gradient, 0, 0, w, h);
}

import { blend, box, disc } from "../brush";
import { fade, mix } from "../colour";
import { fill, line, type Pen, type Sitter } from "./pen";

const BRASS = "#d9b36a";

export function hairBehind(pen: Pen, { hair, hairBack }: Sitter): void {
  if (hairBack) fill(pen, blend(pen, [0, 60], [0, 420], [[0, hair], [1, mix(hair, "#000000", 0.35)]]), hairBack);
}

export function hairBefore(pen: Pen, { hair, lit, hairFront, strands = [] }: Sitter): void {
  const tone = blend(pen, [110, 50], [290, 240], [[0, lit], [0.32, hair], [1, mix(hair, "#000000", 0.3)]]);
  for (const lock of hairFront) fill(pen, tone, lock);
  for (const strand of strands) line(pen, fade(lit, 0.6), 2.4, strand);
}

export function braid(pen: Pen, { hair, lit }: Sitter): void {
  for (let knot = 0; knot < 8; knot += 1) {
    const y = 268 + knot * 27;
    const x = 118 - knot * 1.4 + (knot % 2 ? 5 : -5);
    pen.fillStyle = blend(pen, [x - 20, y], [x + 20, y], [[0, lit], [0.5, hair], [1, mix(hair, "#000000", 0.35)]]);
    pen.beginPath();
    pen.ellipse(x, y, 21 - knot * 1.1, 19, knot % 2 ? 0.5 : -0.5, 0, Math.PI * 2);
    pen.fill();
  }
  box(pen, "#c9683a", 97, 474, 24, 10);
  fill(pen, hair, "M98 484C92 508 100 524 108 530C116 522 124 506 120 484Z");
}

export function cap(pen: Pen, colour: string): void {
  const stops: [number, string][] = [[0, mix(colour, "#ffffff", 0.15)], [0.5, colour], [1, mix(colour, "#000000", 0.4)]];
  fill(pen, blend(pen, [110, 40], [290, 130], stops), "M124 128C108 66 150 38 204 38C258 38 296 66 280 128C240 112 166 112 124 128Z");
  fill(pen, mix(colour, "#000000", 0.45), "M118 126C160 104 246 104 286 126C292 138 284 146 272 146C236 128 170 128 132 146C118 146 112 138 118 126Z");
  disc(pen, BRASS, 202, 96, 8);
}

export function beanie(pen: Pen, colour: string): void {
  const stops: [number, string][] = [[0, mix(colour, "#ffffff", 0.14)], [1, mix(colour, "#000000", 0.35)]];
  fill(pen, blend(pen, [120, 30], [290, 130], stops), "M126 132C112 60 150 26 202 26C254 26 290 60 278 132Z");
  fill(pen, mix(colour, "#000000", 0.14), "M120 112C170 100 236 100 284 112L282 146C236 130 168 130 122 146Z");
  for (let x = 132; x < 280; x += 11) line(pen, fade(mix(colour, "#000000", 0.6), 0.4), 2, `M${x} 108L${x} 140`);
}

export function earrings(pen: Pen): void {
  for (const x of [134, 268]) disc(pen, BRASS, x, 214, 5);
}

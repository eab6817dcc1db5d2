import { apart, blend, box, clouds, disc, glow, type Paint, ridge, sky, stars, vignette } from "./brush";
import { fade, mix } from "./colour";

/** A night train on a viaduct over a misty valley. */
export function viaduct(paint: Paint): void {
  const { pen, w, h, s, light, seed } = paint;
  sky(paint, h * 0.75, 0.66);
  box(pen, light.horizon, 0, h * 0.75 - 1, w, h * 0.25 + 1);
  stars(paint, h * 0.4, 40);
  glow(pen, w * 0.34, h * 0.62, s * 0.9, light.glow, 0.65);
  clouds(paint, h * 0.34, 8, light.horizon, 0.2, 1.5);
  const mist = (colour: string, base: number, rise: number, to: string) =>
    blend(pen, [0, base - rise], [0, Math.min(h, base + rise * 2.2)], [[0, colour], [1, to]]);
  ridge(paint, h, seed + 2, h * 0.64, h * 0.14, 2.5, mist(mix(light.horizon, light.far, 0.5), h * 0.64, h * 0.14, light.horizon));
  ridge(paint, h, seed + 6, h * 0.74, h * 0.1, 3, mist(light.far, h * 0.74, h * 0.1, mix(light.far, light.horizon, 0.5)));
  arches(paint, h * 0.56);
  train(paint, h * 0.56);
  ridge(paint, h, seed + 12, h * 0.9, h * 0.06, 4, mix(light.near, "#000000", 0.1));
  vignette(paint, 0.3);
}

function arches({ pen, w, h, s, light }: Paint, deck: number): void {
  const ink = mix(light.near, light.far, 0.25);
  box(pen, ink, 0, deck, w, s * 0.035);
  const count = Math.max(4, Math.round((w / s) * 5));
  const span = w / count;
  pen.fillStyle = blend(pen, [0, deck], [0, h], [[0, ink], [1, mix(ink, light.horizon, 0.35)]]);
  for (let index = 0; index <= count; index += 1) {
    const x = index * span;
    pen.beginPath();
    pen.moveTo(x - span * 0.5, deck);
    pen.lineTo(x + span * 0.5, deck);
    pen.quadraticCurveTo(x + span * 0.13, deck + span * 0.05, x + span * 0.12, deck + span * 0.6);
    pen.lineTo(x + span * 0.14, h);
    pen.lineTo(x - span * 0.14, h);
    pen.lineTo(x - span * 0.12, deck + span * 0.6);
    pen.quadraticCurveTo(x - span * 0.13, deck + span * 0.05, x - span * 0.5, deck);
    pen.fill();
  }
}

function train({ pen, w, s, light, chance }: Paint, deck: number): void {
  let x = w * 0.2;
  for (let car = 0; car < 5; car += 1) {
    const length = s * (car ? 0.17 : 0.13);
    pen.fillStyle = mix(light.near, "#3a1714", 0.5);
    pen.beginPath();
    pen.roundRect(x, deck - s * 0.062, length, s * 0.056, s * 0.01);
    pen.fill();
    for (let pane = 0; pane < 4; pane += 1) box(pen, "#ffd08a", x + length * (0.1 + pane * 0.22), deck - s * 0.05, length * 0.13, s * 0.02);
    glow(pen, x + length / 2, deck - s * 0.04, s * 0.12, "#ffb25e", 0.35);
    x += length + s * 0.008;
  }
  apart(pen, () => {
    pen.filter = `blur(${s * 0.014}px)`;
    for (let puff = 0; puff < 16; puff += 1) {
      const y = deck - s * 0.09 - puff * s * 0.016 - chance() * s * 0.02;
      disc(pen, fade(mix(light.horizon, "#ffffff", 0.4), 0.34 - puff * 0.018), w * 0.2 - puff * s * 0.045 + s * 0.02, y, s * (0.02 + puff * 0.004));
    }
  });
}

/** Strokes by path, and the tones that follow from a look. */
import { apart } from "../brush";
import { mix } from "../colour";
import type { Look } from "./looks";

export type Pen = CanvasRenderingContext2D;

/** A look with everything that follows from it. */
export type Sitter = Look & { shadow: string; dark: string; lit: string; clothDark: string; glint: string };

export function sitterOf(look: Look): Sitter {
  const glint = look.light ?? "#ffcf94";
  return {
    ...look,
    glint,
    shadow: mix(look.skin, look.shade ?? "#6b2f2c", 0.34),
    dark: mix(look.skin, "#3a1518", 0.62),
    lit: mix(look.hair, glint, 0.3),
    clothDark: mix(look.cloth, "#0e0d14", 0.42),
  };
}

export function fill(pen: Pen, colour: string | CanvasGradient, path: string): void {
  pen.fillStyle = colour;
  pen.fill(new Path2D(path));
}

export function line(pen: Pen, colour: string, width: number, path: string): void {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke(new Path2D(path));
}

export function within(pen: Pen, path: string, work: () => void): void {
  apart(pen, () => {
    pen.clip(new Path2D(path));
    work();
  });
}

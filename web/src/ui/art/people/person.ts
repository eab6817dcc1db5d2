/** One simple construction, many looks: a person from the head to the chest, 400 wide. */
import { clothes } from "./clothes";
import { face, glasses, neck } from "./face";
import { beanie, braid, cap, earrings, hairBefore, hairBehind } from "./hair";
import type { Look } from "./looks";
import { type Pen, type Sitter, sitterOf } from "./pen";

const hats = { cap, beanie };

export function person(pen: Pen, look: Look): void {
  const sitter = sitterOf(look);
  pen.lineCap = "round";
  pen.lineJoin = "round";
  hairBehind(pen, sitter);
  neck(pen, sitter);
  clothes(pen, sitter);
  face(pen, sitter);
  hairBefore(pen, sitter);
  adornments(pen, sitter);
}

function adornments(pen: Pen, sitter: Sitter): void {
  if (sitter.hasGlasses) glasses(pen);
  if (sitter.hat) hats[sitter.hat.form](pen, sitter.hat.colour);
  if (sitter.hasEarrings) earrings(pen);
  if (sitter.hasBraid) braid(pen, sitter);
}

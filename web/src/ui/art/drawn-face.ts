/** Draws the picture of somebody who has none: another face with every seed. */
import { paintOn } from "./brush";
import { type Chance, chanceOf } from "./chance";
import { type Backdrop, BACKDROPS, type Look, LOOKS } from "./people/looks";
import { portrait } from "./portrait";

const SIDE = 512;
const CLOTHS = ["#b98a2f", "#2f3c50", "#7c2f3a", "#5b7263", "#c8673a", "#31554f", "#584a66", "#3c4a3e", "#8a5a44", "#46607a"];

export async function drawnFace(seed: number): Promise<File> {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("This browser cannot draw.");
  const chance = chanceOf(seed);
  const look: Look = { ...pick(Object.values<Look>(LOOKS), chance), cloth: pick(CLOTHS, chance) };
  const backdrop = pick(Object.values<Backdrop>(BACKDROPS), chance);
  portrait(paintOn(pen, "teal", seed), look, backdrop, { zoom: 1.5, middle: 190, isMirrored: chance() > 0.5, isPlain: true });
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("This browser cannot keep what it drew.");
  return new File([blob], "portrait.png", { type: "image/png" });
}

function pick<Item>(items: readonly Item[], chance: Chance): Item {
  return items[Math.floor(chance() * items.length)] as Item;
}

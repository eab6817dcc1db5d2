import { blend, box, disc } from "../brush";
import { fade, mix } from "../colour";
import { fill, line, type Pen, type Sitter, within } from "./pen";

const FACE = "M132 168C130 110 162 84 202 84C243 84 271 110 269 168C268 206 259 236 236 258C224 270 213 276 202 276C190 276 178 270 166 258C142 236 133 206 132 168Z";
const NECK = "M170 236C172 276 168 300 150 316L202 372L254 316C236 300 232 276 234 236Z";
const BEARD = "M134 190C140 214 156 222 170 224C184 216 194 226 202 226C210 226 220 216 234 224C248 222 262 214 268 190C272 236 262 276 240 304C228 318 214 326 202 326C190 326 176 318 164 304C140 276 130 236 134 190Z";
const FRECKLES = [[156, 204], [164, 210], [172, 204], [232, 205], [241, 210], [250, 203], [203, 203], [180, 211], [224, 211]] as const;
const EYES = [[169, -1], [235, 1]] as const;
const GLASS = "rgba(255,240,220,.12)";

export function neck(pen: Pen, { skin, shadow }: Sitter): void {
  fill(pen, skin, NECK);
  within(pen, NECK, () => disc(pen, fade(shadow, 0.9), 204, 252, 52, 46));
}

export function face(pen: Pen, sitter: Sitter): void {
  skin(pen, sitter);
  for (const [x, side] of EYES) {
    if (sitter.isDreaming) line(pen, sitter.dark, 3.4, `M${x - 17} 183Q${x} 194 ${x + 17} 183`);
    else eye(pen, sitter, x);
    brow(pen, sitter, x, side);
  }
  mouth(pen, sitter);
  if (sitter.hasFreckles) {
    for (const [x, y] of FRECKLES) disc(pen, fade(mix(sitter.skin, "#8a3a20", 0.6), 0.5), x, y, 1.8);
  }
  if (sitter.beard) beard(pen, sitter, sitter.beard);
}

function skin(pen: Pen, sitter: Sitter): void {
  const { skin: tone, shadow, blush = 0.22 } = sitter;
  for (const x of [133, 269]) disc(pen, mix(tone, shadow, 0.35), x, 186, 12, 22);
  fill(pen, tone, FACE);
  within(pen, FACE, () => {
    pen.filter = "blur(16px)";
    fill(pen, fade(shadow, 0.62), "M302 60L234 60C252 140 246 220 212 290L302 290Z");
    for (const x of [160, 244]) disc(pen, fade("#d8604a", blush), x, 214, 22, 13);
    disc(pen, fade(sitter.light ?? "#fff0d8", 0.5), 168, 130, 34, 30);
    pen.filter = "none";
    if (sitter.isUnderBrim) disc(pen, fade(shadow, 0.6), 201, 112, 80, 42);
  });
}

function eye(pen: Pen, { iris, dark, hair }: Sitter, x: number): void {
  const lids = `M${x - 17} 186C${x - 10} 174 ${x + 9} 173 ${x + 17} 184C${x + 8} 194 ${x - 9} 195 ${x - 17} 186Z`;
  fill(pen, "#f6ece0", lids);
  within(pen, lids, () => {
    disc(pen, iris, x + 1, 183, 9.4);
    disc(pen, "#1c1216", x + 1, 183, 4.6);
    box(pen, fade(dark, 0.3), x - 20, 170, 40, 9);
    disc(pen, "#ffffff", x - 2, 179.5, 2.3);
  });
  line(pen, mix(hair, "#1a0c0c", 0.6), 3.6, `M${x - 18} 187C${x - 10} 173 ${x + 9} 172 ${x + 18} 184`);
  line(pen, fade(dark, 0.4), 1.6, `M${x - 14} 170C${x - 6} 165 ${x + 6} 165 ${x + 14} 170`);
}

function brow(pen: Pen, { hair, brow: colour = hair, browWidth = 5, lift = 0, frown = 0 }: Sitter, x: number, side: 1 | -1): void {
  const y = 158 - lift;
  const [out, middle] = [y + 3, y - 7];
  const path = side < 0 ? `M${x - 20} ${out}Q${x - 4} ${middle} ${x + 17} ${y + frown}` : `M${x - 17} ${y + frown}Q${x + 4} ${middle} ${x + 20} ${out}`;
  line(pen, fade(mix(colour, "#1a0c0c", 0.25), 0.9), browWidth, path);
}

function mouth(pen: Pen, sitter: Sitter): void {
  const { shadow, dark, smile: curve = 4 } = sitter;
  const lip = lipOf(sitter);
  const corner = 242 - curve * 0.3;
  line(pen, fade(mix(shadow, "#5a1f1c", 0.4), 0.75), 3, "M206 188C209 206 214 216 210 221C206 225 200 225 196 222");
  fill(pen, lip, `M182 ${corner}C190 236 198 236 202 239C206 236 214 236 222 ${corner}C212 ${245 + curve} 192 ${245 + curve} 182 ${corner}Z`);
  const middle = 244 + curve * 0.6;
  const under = 255 + curve * 0.5;
  fill(pen, mix(lip, "#ffffff", 0.14), `M187 244C196 ${middle} 208 ${middle} 217 244C211 ${under} 193 ${under} 187 244Z`);
  line(pen, fade(dark, 0.85), 2, `M180 ${242 - curve * 0.5}Q202 ${245 + curve} 224 ${242 - curve * 0.5}`);
}

function beard(pen: Pen, sitter: Sitter, colour: string): void {
  const tone = blend(pen, [0, 200], [0, 330], [[0, mix(colour, sitter.skin, 0.18)], [0.4, colour], [1, mix(colour, "#1a1418", 0.25)]]);
  fill(pen, tone, BEARD);
  fill(pen, mix(lipOf(sitter), "#3a1518", 0.15), "M184 240Q202 236 220 240Q202 252 184 240Z");
  for (const [a, b, c, d] of [[160, 246, 174, 296], [180, 262, 188, 312], [202, 262, 202, 316], [224, 262, 216, 312], [246, 246, 230, 296]] as const) {
    line(pen, fade(mix(colour, "#ffffff", 0.35), 0.5), 2, `M${a} ${b}Q${(a + c) / 2 - 3} ${(b + d) / 2} ${c} ${d}`);
  }
}

const lipOf = ({ lip, skin: tone }: Sitter) => lip ?? mix(tone, "#a3352f", 0.55);

export function glasses(pen: Pen): void {
  for (const [x] of EYES) {
    disc(pen, GLASS, x, 185, 28, 25);
    line(pen, "#2a2022", 3.4, `M${x - 28} 185a28 25 0 1 0 56 0a28 25 0 1 0 -56 0Z`);
  }
  line(pen, "#2a2022", 3.4, "M197 182Q202 177 207 182");
}

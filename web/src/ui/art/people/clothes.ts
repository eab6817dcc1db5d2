import { apart, blend, box, disc } from "../brush";
import { fade, mix } from "../colour";
import { fill, line, type Pen, type Sitter, within } from "./pen";

const BODY = "M150 312C110 328 62 340 40 392C28 424 22 470 18 520L386 520C382 470 376 424 364 392C342 340 294 328 254 312C240 346 164 346 150 312Z";
const BRASS = "#e3c277";

const cuts: Record<Sitter["style"], (pen: Pen, sitter: Sitter) => void> = { coat, knit, dress, shirt };

export function clothes(pen: Pen, sitter: Sitter): void {
  const { cloth, clothDark, glint } = sitter;
  fill(pen, blend(pen, [20, 320], [380, 520], [[0, mix(cloth, "#ffffff", 0.1)], [0.45, cloth], [1, clothDark]]), BODY);
  within(pen, BODY, () => {
    cuts[sitter.style](pen, sitter);
    pen.globalCompositeOperation = "soft-light";
    pen.filter = "blur(18px)";
    box(pen, fade(glint, 0.75), -40, 300, 110, 520);
    box(pen, "rgba(8,6,18,.7)", 300, 300, 140, 520);
  });
  if (sitter.scarf) scarf(pen, sitter.scarf);
}

function coat(pen: Pen, { cloth, clothDark, inner = "#e6d9c3" }: Sitter): void {
  fill(pen, clothDark, "M188 340L202 372L216 340L222 980L182 980Z");
  fill(pen, inner, "M160 320C180 350 224 350 244 320L226 440L202 470L178 440Z");
  fill(pen, mix(cloth, "#ffffff", 0.14), "M150 312C140 330 138 352 146 384L194 470L178 372Z");
  fill(pen, mix(cloth, "#000000", 0.12), "M254 312C264 330 266 352 258 384L210 470L226 372Z");
}

function knit(pen: Pen, { cloth, clothDark }: Sitter): void {
  fill(pen, mix(cloth, "#ffffff", 0.1), "M146 308C158 352 246 352 258 308C272 326 268 352 254 368C226 388 178 388 150 368C136 352 132 326 146 308Z");
  for (let x = 148; x < 262; x += 11) line(pen, fade(clothDark, 0.35), 3, `M${x} 322L${x + (x - 202) * 0.05} 374`);
  for (let y = 400; y < 520; y += 22) line(pen, fade(clothDark, 0.22), 4, stitches(y));
}

function stitches(y: number): string {
  const points = Array.from({ length: 21 }, (_, index) => {
    const x = index * 20;
    return `${x} ${y + (index % 2 ? 7 : 0) + Math.abs(x - 200) * 0.1}`;
  });
  return `M${points.join("L")}`;
}

function dress(pen: Pen, { skin, shadow }: Sitter): void {
  fill(pen, skin, "M150 312C130 340 150 402 202 416C254 402 274 340 254 312L234 300L170 300Z");
  fill(pen, fade(shadow, 0.5), "M176 300C190 340 214 340 230 300L214 356L190 356Z");
  line(pen, BRASS, 3, "M148 316C160 372 244 372 256 316");
  disc(pen, BRASS, 202, 366, 7);
}

function shirt(pen: Pen, { cloth, clothDark }: Sitter): void {
  fill(pen, mix(cloth, "#ffffff", 0.2), "M150 312L202 396L176 420L138 330Z");
  fill(pen, mix(cloth, "#ffffff", 0.2), "M254 312L202 396L228 420L266 330Z");
  line(pen, fade(clothDark, 0.6), 3, "M202 400L202 520");
}

function scarf(pen: Pen, colour: string): void {
  apart(pen, () => {
    const tone = blend(pen, [130, 290], [270, 380], [[0, mix(colour, "#ffffff", 0.12)], [1, mix(colour, "#000000", 0.3)]]);
    fill(pen, tone, "M136 296C150 334 254 334 268 296C284 312 284 346 264 360C226 382 176 382 142 360C120 346 120 312 136 296Z");
    fill(pen, tone, "M226 360C250 372 262 440 256 500L216 494C222 450 214 400 200 372Z");
    line(pen, fade(mix(colour, "#000000", 0.5), 0.4), 3, "M140 318C166 350 240 350 264 318");
  });
}

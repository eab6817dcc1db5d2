import { apart, blend, box, disc, glow, type Paint, vignette } from "./brush";
import { fade, mix } from "./colour";

const SKIN = "#eec3a2";
const SHADE = mix(SKIN, "#6b2f2c", 0.34);
const DARK = mix(SKIN, "#3a1518", 0.62);
const HAIR = "#7a3a22";
const HAIR_LIT = mix(HAIR, "#ffcf94", 0.3);
const COAT = "#b98a2f";
const COAT_DARK = mix(COAT, "#0e0d14", 0.42);
const LIP = mix(SKIN, "#a3352f", 0.55);

const BUN =
  "M202 66C168 64 158 34 172 16C184 0 222 0 234 16C246 34 236 64 202 66ZM118 190C106 96 152 50 204 50C258 50 298 96 286 190Z";
const FACE =
  "M132 168C130 110 162 84 202 84C243 84 271 110 269 168C268 206 259 236 236 258C224 270 213 276 202 276C190 276 178 270 166 258C142 236 133 206 132 168Z";
const BODY =
  "M150 312C110 328 62 340 40 392C28 424 22 470 18 520L386 520C382 470 376 424 364 392C342 340 294 328 254 312C240 346 164 346 150 312Z";
const FRINGE = "M126 190C112 96 156 54 206 54C258 54 292 96 276 192C270 150 256 124 226 112C200 150 150 150 126 190Z";

/** A woman with a red braid in a yellow coat, in front of the sea's light. */
export function portrait(paint: Paint): void {
  const { pen, w, h } = paint;
  backdrop(paint);
  apart(pen, () => {
    const zoom = 0.62 * Math.max(w / 400, h / 520);
    pen.translate(w / 2 + 0.13 * w, h / 2);
    pen.scale(zoom, zoom);
    pen.translate(-202, -215);
    pen.lineCap = "round";
    pen.lineJoin = "round";
    fill(pen, blend(pen, [0, 60], [0, 420], [[0, HAIR], [1, mix(HAIR, "#000000", 0.35)]]), BUN);
    neck(pen);
    coat(pen);
    head(pen);
    eye(pen, 169, -1);
    eye(pen, 235, 1);
    mouth(pen);
    hair(pen);
  });
  glow(pen, w * 0.2, h * 0.1, Math.max(w, h) * 0.6, "#ffd9a4", 0.22);
  vignette(paint, 0.3);
}

const fill = (pen: CanvasRenderingContext2D, colour: string | CanvasGradient, path: string) => {
  pen.fillStyle = colour;
  pen.fill(new Path2D(path));
};
const line = (pen: CanvasRenderingContext2D, colour: string, width: number, path: string) => {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke(new Path2D(path));
};
const within = (pen: CanvasRenderingContext2D, path: string, work: () => void) =>
  apart(pen, () => {
    pen.clip(new Path2D(path));
    work();
  });

function backdrop({ pen, w, h, chance }: Paint): void {
  const gradient = pen.createRadialGradient(w * 0.36, h * 0.3, 0, w * 0.45, h * 0.45, Math.hypot(w, h) * 0.72);
  gradient.addColorStop(0, "#a9c2bd");
  gradient.addColorStop(0.5, "#4a7078");
  gradient.addColorStop(1, "#1d3540");
  box(pen, gradient, 0, 0, w, h);
  apart(pen, () => {
    pen.filter = `blur(${w * 0.02}px)`;
    for (let index = 0; index < 12; index += 1) {
      const colour = fade(index % 3 ? "#a9c2bd" : "#ffe0ae", 0.1 + chance() * 0.22);
      disc(pen, colour, chance() * w, chance() * h * 0.9, w * (0.02 + chance() * 0.07));
    }
  });
}

function neck(pen: CanvasRenderingContext2D): void {
  const path = "M170 236C172 276 168 300 150 316L202 372L254 316C236 300 232 276 234 236Z";
  fill(pen, SKIN, path);
  within(pen, path, () => disc(pen, fade(SHADE, 0.9), 204, 252, 52, 46));
}

function coat(pen: CanvasRenderingContext2D): void {
  fill(pen, blend(pen, [20, 320], [380, 520], [[0, mix(COAT, "#ffffff", 0.1)], [0.45, COAT], [1, COAT_DARK]]), BODY);
  within(pen, BODY, () => {
    fill(pen, COAT_DARK, "M188 340L202 372L216 340L222 980L182 980Z");
    fill(pen, "#ece1cd", "M160 320C180 350 224 350 244 320L226 440L202 470L178 440Z");
    fill(pen, mix(COAT, "#ffffff", 0.14), "M150 312C140 330 138 352 146 384L194 470L178 372Z");
    fill(pen, mix(COAT, "#000000", 0.12), "M254 312C264 330 266 352 258 384L210 470L226 372Z");
    pen.globalCompositeOperation = "soft-light";
    pen.filter = "blur(18px)";
    box(pen, fade("#ffcf94", 0.75), -40, 300, 110, 520);
    box(pen, "rgba(8,6,18,.7)", 300, 300, 140, 520);
  });
}

function head(pen: CanvasRenderingContext2D): void {
  for (const x of [133, 269]) disc(pen, mix(SKIN, SHADE, 0.35), x, 186, 12, 22);
  fill(pen, SKIN, FACE);
  within(pen, FACE, () => {
    pen.filter = "blur(16px)";
    fill(pen, fade(SHADE, 0.62), "M302 60L234 60C252 140 246 220 212 290L302 290Z");
    for (const x of [160, 244]) disc(pen, fade("#d8604a", 0.22), x, 214, 22, 13);
    disc(pen, fade("#fff0d8", 0.5), 168, 130, 34, 30);
  });
  const freckles = [[156, 204], [164, 210], [172, 204], [232, 205], [241, 210], [250, 203], [203, 203], [180, 211], [224, 211]] as const;
  for (const [x, y] of freckles) disc(pen, fade(mix(SKIN, "#8a3a20", 0.6), 0.5), x, y, 1.8);
}

function eye(pen: CanvasRenderingContext2D, x: number, side: 1 | -1): void {
  const lids = `M${x - 17} 186C${x - 10} 174 ${x + 9} 173 ${x + 17} 184C${x + 8} 194 ${x - 9} 195 ${x - 17} 186Z`;
  fill(pen, "#f6ece0", lids);
  within(pen, lids, () => {
    disc(pen, "#5a7a6c", x + 1, 183, 9.4);
    disc(pen, "#1c1216", x + 1, 183, 4.6);
    box(pen, fade(DARK, 0.3), x - 20, 170, 40, 9);
    disc(pen, "#ffffff", x - 2, 179.5, 2.3);
  });
  line(pen, mix(HAIR, "#1a0c0c", 0.6), 3.6, `M${x - 18} 187C${x - 10} 173 ${x + 9} 172 ${x + 18} 184`);
  line(pen, fade(DARK, 0.4), 1.6, `M${x - 14} 170C${x - 6} 165 ${x + 6} 165 ${x + 14} 170`);
  const brow = side < 0 ? `M${x - 20} 159Q${x - 4} 149 ${x + 17} 156` : `M${x - 17} 156Q${x + 4} 149 ${x + 20} 159`;
  line(pen, fade(mix(HAIR, "#1a0c0c", 0.25), 0.9), 5, brow);
}

function mouth(pen: CanvasRenderingContext2D): void {
  line(pen, fade(mix(SHADE, "#5a1f1c", 0.4), 0.75), 3, "M206 188C209 206 214 216 210 221C206 225 200 225 196 222");
  fill(pen, LIP, "M182 241.1C190 236 198 236 202 239C206 236 214 236 222 241.1C212 248 192 248 182 241.1Z");
  fill(pen, mix(LIP, "#ffffff", 0.14), "M187 244C196 245.8 208 245.8 217 244C211 256.5 193 256.5 187 244Z");
  line(pen, fade(DARK, 0.85), 2, "M180 240.5Q202 248 224 240.5");
}

function hair(pen: CanvasRenderingContext2D): void {
  fill(pen, blend(pen, [110, 50], [290, 240], [[0, HAIR_LIT], [0.32, HAIR], [1, mix(HAIR, "#000000", 0.3)]]), FRINGE);
  for (const strand of ["M150 150C176 130 214 124 232 100", "M142 120C160 90 190 76 216 74"]) line(pen, fade(HAIR_LIT, 0.6), 2.4, strand);
  for (let knot = 0; knot < 8; knot += 1) {
    const y = 268 + knot * 27;
    const x = 118 - knot * 1.4 + (knot % 2 ? 5 : -5);
    pen.fillStyle = blend(pen, [x - 20, y], [x + 20, y], [[0, HAIR_LIT], [0.5, HAIR], [1, mix(HAIR, "#000000", 0.35)]]);
    pen.beginPath();
    pen.ellipse(x, y, 21 - knot * 1.1, 19, knot % 2 ? 0.5 : -0.5, 0, Math.PI * 2);
    pen.fill();
  }
  box(pen, "#c9683a", 97, 474, 24, 10);
  fill(pen, HAIR, "M98 484C92 508 100 524 108 530C116 522 124 506 120 484Z");
}

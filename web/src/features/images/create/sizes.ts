/** Formats by name, and the size that a template's own area has in each of them. */
export const FORMATS = ["1:1", "3:4", "2:3", "4:3", "16:9"] as const;
export type Format = (typeof FORMATS)[number];
export type Size = { width: number; height: number };

const STEP = 64;
const USUAL: Size = { width: 1024, height: 1024 };

const ratioOf = (format: Format) => {
  const [wide = 1, tall = 1] = format.split(":").map(Number);
  return wide / tall;
};

const rounded = (length: number) => Math.max(STEP, Math.round(length / STEP) * STEP);

/** As many pixels as the template is made for, in this format. */
export function sizeOf(format: Format, own: Size = USUAL): Size {
  const area = own.width * own.height;
  const ratio = ratioOf(format);
  return { width: rounded(Math.sqrt(area * ratio)), height: rounded(Math.sqrt(area / ratio)) };
}

/** The format that comes nearest to a size. */
export function formatOf({ width, height }: Size): Format {
  const distance = (format: Format) => Math.abs(Math.log(width / height / ratioOf(format)));
  return [...FORMATS].sort((one, other) => distance(one) - distance(other))[0] ?? "1:1";
}

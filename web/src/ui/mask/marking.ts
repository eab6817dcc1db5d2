/** How a mask looks while it is painted: stripes of two colours, as one of them is seen on any picture. */
const [WARM, PALE] = ["#b94a1b", "#fff1e4"];
const STRIPES = 90;

export function markOf(on: CanvasRenderingContext2D): CanvasPattern | string {
  const step = Math.max(4, Math.round(Math.max(on.canvas.width, on.canvas.height) / STRIPES));
  const tile = document.createElement("canvas");
  tile.width = tile.height = step;
  const ink = tile.getContext("2d");
  if (!ink) return WARM;
  ink.fillStyle = WARM;
  ink.fillRect(0, 0, step, step);
  ink.strokeStyle = PALE;
  ink.lineWidth = step / 4;
  // Three lines, so that they meet those of the next tile.
  for (const shift of [-step, 0, step]) {
    ink.beginPath();
    ink.moveTo(shift - 1, step + 1);
    ink.lineTo(shift + step + 1, -1);
    ink.stroke();
  }
  return on.createPattern(tile, "repeat") ?? WARM;
}

/** An earlier mask, white where it is marked, as a painting that is opaque there. */
export async function readMask(url: string): Promise<HTMLCanvasElement | null> {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
  const on = canvas.getContext("2d", { willReadFrequently: true });
  if (!on) return null;
  on.drawImage(picture, 0, 0);
  const read = on.getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < read.data.length; at += 4) read.data[at + 3] = read.data[at] ?? 0;
  on.putImageData(read, 0, 0);
  return canvas;
}

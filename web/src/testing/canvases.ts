/** Canvases, which jsdom has not: enough of them to read, fill and lay one over another, pixel by pixel. */
import { vi } from "vitest";

type Pixel = readonly [red: number, green: number, blue: number, alpha: number];
type Sheet = { width: number; height: number; pixels: Pixel[] };
/** Pictures by their address, from rows of "#" for white and "." for black. */
export type Pictures = Record<string, string[]>;

const CLEAR: Pixel = [0, 0, 0, 0];
const WHITE: Pixel = [255, 255, 255, 255];
const BLACK: Pixel = [0, 0, 0, 255];
const nothing = () => undefined;

const laid: Record<string, (from: Pixel, onto: Pixel) => Pixel> = {
  "source-over": (from, onto) => (from[3] > 0 ? from : onto),
  "source-in": (from, onto) => (onto[3] > 0 ? from : CLEAR),
  "source-out": (from, onto) => (onto[3] > 0 ? CLEAR : from),
  "destination-over": (from, onto) => (onto[3] > 0 ? onto : from),
};

/** Until the test ends; answers with what was written out as a file, in the signs of `Pictures`. */
export function withCanvases(pictures: Pictures): string[][] {
  const written: string[][] = [];
  const sheets = new WeakMap<HTMLCanvasElement, Sheet>();
  const sheetOf = (canvas: HTMLCanvasElement): Sheet => {
    const { width, height } = canvas;
    const known = sheets.get(canvas);
    if (known?.width === width && known.height === height) return known;
    const fresh = { width, height, pixels: Array.from({ length: width * height }, () => CLEAR) };
    sheets.set(canvas, fresh);
    return fresh;
  };
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(function (this: HTMLCanvasElement) {
    return contextOf(this, () => sheetOf(this), (source) => (source instanceof HTMLCanvasElement ? sheetOf(source) : sheetIn(pictures, source.src))) as never;
  });
  vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation(function (this: HTMLCanvasElement, done) {
    written.push(rowsOf(sheetOf(this)));
    done(new Blob(["mask"], { type: "image/png" }));
  });
  HTMLImageElement.prototype.decode = function (this: HTMLImageElement) {
    const found = pictures[new URL(this.src).pathname];
    if (!found) return Promise.reject(new Error("There is no such picture."));
    const { width, height } = sheetIn(pictures, this.src);
    Object.defineProperties(this, { naturalWidth: { value: width }, naturalHeight: { value: height } });
    return Promise.resolve();
  };
  return written;
}

function contextOf(canvas: HTMLCanvasElement, sheet: () => Sheet, sheetFrom: (source: HTMLCanvasElement | HTMLImageElement) => Sheet) {
  const lay = (pixelAt: (index: number) => Pixel, way: string) => {
    const { pixels } = sheet();
    pixels.forEach((onto, index) => (pixels[index] = laid[way]!(pixelAt(index), onto)));
  };
  const kept: string[] = [];
  return {
    ...{ canvas, globalCompositeOperation: "source-over", fillStyle: "", strokeStyle: "", lineWidth: 1 },
    ...{ beginPath: nothing, moveTo: nothing, lineTo: nothing, closePath: nothing, stroke: nothing, fill: nothing, createPattern: () => null },
    save() {
      kept.push(this.globalCompositeOperation);
    },
    restore() {
      this.globalCompositeOperation = kept.pop() ?? "source-over";
    },
    clearRect: () => sheet().pixels.fill(CLEAR),
    fillRect() {
      lay(() => (this.fillStyle === "#000" ? BLACK : WHITE), this.globalCompositeOperation);
    },
    drawImage(source: HTMLCanvasElement | HTMLImageElement) {
      const [from, { width, height }] = [sheetFrom(source), sheet()];
      const across = (index: number) => Math.floor(((index % width) * from.width) / width);
      const down = (index: number) => Math.floor((Math.floor(index / width) * from.height) / height);
      lay((index) => from.pixels[down(index) * from.width + across(index)] ?? CLEAR, this.globalCompositeOperation);
    },
    getImageData: () => ({ data: Uint8ClampedArray.from(sheet().pixels.flat()) }),
    putImageData({ data }: ImageData) {
      const { pixels } = sheet();
      pixels.forEach((_, index) => (pixels[index] = [...data.slice(index * 4, index * 4 + 4)] as unknown as Pixel));
    },
  };
}

function sheetIn(pictures: Pictures, address: string): Sheet {
  const rows = pictures[new URL(address).pathname] ?? [];
  return { width: rows[0]?.length ?? 0, height: rows.length, pixels: rows.flatMap((row) => Array.from(row)).map((sign) => (sign === "#" ? WHITE : BLACK)) };
}

function rowsOf({ width, height, pixels }: Sheet): string[] {
  const signs = pixels.map(([red, , , alpha]) => (alpha === 0 ? " " : red > 0 ? "#" : ".")).join("");
  return Array.from({ length: height }, (_, row) => signs.slice(row * width, (row + 1) * width));
}

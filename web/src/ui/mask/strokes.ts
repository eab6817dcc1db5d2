/** What was painted, stroke after stroke, so that it can be taken back and done again. */
export type Point = { x: number; y: number; /** 1 is the whole brush; a pen that is pressed lightly paints thinner. */ weight: number };
export type Tool = "brush" | "eraser" | "lasso";
export type Stroke = { tool: Tool; size: number; points: Point[] } | { tool: "invert" | "clear" };
export type History = { done: Stroke[]; undone: Stroke[] };

export const nothingPainted: History = { done: [], undone: [] };

export const added = ({ done }: History, stroke: Stroke): History => ({ done: [...done, stroke], undone: [] });

export function undone({ done, undone: later }: History): History {
  const last = done.at(-1);
  return last ? { done: done.slice(0, -1), undone: [...later, last] } : { done, undone: later };
}

export function redone({ done, undone: later }: History): History {
  const next = later.at(-1);
  return next ? { done: [...done, next], undone: later.slice(0, -1) } : { done, undone: later };
}

/** Paints a stroke, or only what came to it after `from`. What is marked is opaque, all else is clear. */
export function paint(on: CanvasRenderingContext2D, stroke: Stroke, from = 0): void {
  const { width, height } = on.canvas;
  on.save();
  if ("points" in stroke) {
    on.globalCompositeOperation = stroke.tool === "eraser" ? "destination-out" : "source-over";
    if (stroke.tool === "lasso") fill(on, stroke.points);
    else line(on, stroke.points, stroke.size, from);
  } else if (stroke.tool === "clear") on.clearRect(0, 0, width, height);
  else {
    on.globalCompositeOperation = "source-out";
    on.fillRect(0, 0, width, height);
  }
  on.restore();
}

/** Over an earlier mask, or over nothing. */
export function repaint(on: CanvasRenderingContext2D, strokes: Stroke[], earlier: HTMLCanvasElement | null): void {
  const { width, height } = on.canvas;
  on.clearRect(0, 0, width, height);
  if (earlier) {
    on.drawImage(earlier, 0, 0, width, height);
    on.save();
    on.globalCompositeOperation = "source-in";
    on.fillRect(0, 0, width, height);
    on.restore();
  }
  for (const stroke of strokes) paint(on, stroke);
}

function fill(on: CanvasRenderingContext2D, points: Point[]): void {
  on.beginPath();
  for (const { x, y } of points) on.lineTo(x, y);
  on.closePath();
  on.fill();
}

function line(on: CanvasRenderingContext2D, points: Point[], size: number, from: number): void {
  on.lineCap = "round";
  on.lineJoin = "round";
  points.slice(from).forEach((point, index) => {
    const before = points[from + index - 1] ?? point;
    on.lineWidth = size * point.weight;
    on.beginPath();
    on.moveTo(before.x, before.y);
    on.lineTo(point.x, point.y);
    on.stroke();
  });
}

/** White where it is painted, black elsewhere: the mask as engines take it. */
export async function exported(painted: HTMLCanvasElement): Promise<File> {
  const canvas = document.createElement("canvas");
  canvas.width = painted.width;
  canvas.height = painted.height;
  const on = canvas.getContext("2d");
  if (!on) throw new Error("This browser gives the page no canvas.");
  on.drawImage(painted, 0, 0);
  on.globalCompositeOperation = "source-in";
  on.fillStyle = "#fff";
  on.fillRect(0, 0, canvas.width, canvas.height);
  on.globalCompositeOperation = "destination-over";
  on.fillStyle = "#000";
  on.fillRect(0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("The mask could not be written.");
  return new File([blob], "mask.png", { type: "image/png" });
}

const SAMPLE = 96;

/** How much of the picture is marked, 0 to 1. */
export function markedShare(painted: HTMLCanvasElement): number {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SAMPLE;
  const on = canvas.getContext("2d", { willReadFrequently: true });
  if (!on) return 0;
  on.drawImage(painted, 0, 0, SAMPLE, SAMPLE);
  const { data } = on.getImageData(0, 0, SAMPLE, SAMPLE);
  let marked = 0;
  for (let at = 3; at < data.length; at += 4) marked += data[at] ?? 0;
  return marked / (255 * SAMPLE * SAMPLE);
}

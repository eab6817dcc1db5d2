/** Where every picture of the gallery stands: each goes to the column that is shortest so far. */
export type Box = { left: number; top: number; width: number; height: number };
export type Wall = { boxes: Box[]; columns: number[]; height: number };
type Frame = { width: number; columns: number; gap: number };

/** `ratios`: width by height of each; the places are known before anything is loaded. */
export function wallOf(ratios: number[], { width, columns, gap }: Frame): Wall {
  const side = (width - gap * (columns - 1)) / columns;
  const depths = Array.from({ length: columns }, () => 0);
  const taken: number[] = [];
  const boxes = ratios.map((ratio) => {
    const column = shortest(depths);
    const top = depths[column] ?? 0;
    const height = Math.round(side / ratio);
    depths[column] = top + height + gap;
    taken.push(column);
    return { left: Math.round(column * (side + gap)), top, width: Math.round(side), height };
  });
  return { boxes, columns: taken, height: Math.max(0, Math.max(...depths) - gap) };
}

function shortest(depths: number[]): number {
  return depths.reduce((best, depth, column) => (depth < (depths[best] ?? Infinity) ? column : best), 0);
}

export const columnsFor = (width: number, side: number, gap: number): number => Math.max(2, Math.floor((width + gap) / (side + gap)));

/** The indices whose boxes reach into what is seen. */
export function inView({ boxes }: Wall, from: number, to: number): number[] {
  return boxes.flatMap((box, index) => (box.top + box.height >= from && box.top <= to ? [index] : []));
}

export const WAYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"] as const;
export type Way = (typeof WAYS)[number];

/** Where a key leads from here: sideways to the nearest in the next column, up and down within the column. */
export function stepFrom(wall: Wall, from: number, way: Way): number {
  switch (way) {
    case "Home":
      return 0;
    case "End":
      return wall.boxes.length - 1;
    case "ArrowUp":
      return above(wall, from);
    case "ArrowDown":
      return Math.max(from, wall.columns.indexOf(wall.columns[from] ?? 0, from + 1));
    case "ArrowLeft":
      return beside(wall, from, -1);
    case "ArrowRight":
      return beside(wall, from, 1);
  }
}

function above({ columns }: Wall, from: number): number {
  const found = columns.slice(0, from).lastIndexOf(columns[from] ?? 0);
  return found < 0 ? from : found;
}

function beside({ boxes, columns }: Wall, from: number, way: -1 | 1): number {
  const middle = (index: number) => (boxes[index]?.top ?? 0) + (boxes[index]?.height ?? 0) / 2;
  const distance = (index: number) => Math.abs(middle(index) - middle(from));
  const next = columns.flatMap((column, index) => (column === (columns[from] ?? 0) + way ? [index] : []));
  return next.reduce((best, index) => (best === from || distance(index) < distance(best) ? index : best), from);
}

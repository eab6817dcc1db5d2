/** Which part of a long column stands in the page, and how high what lies before and after it is. */

/** `guess`: how high it may be, until it is measured. */
export type Item = { key: string; guess: number };
export type Stretch = { of: Item[]; from: number; to: number; before: number; after: number };
type Known = ReadonlyMap<string, number>;

/** In views: as much is kept ready above and below what is seen. */
const READY = 1.25;
const AT_LEAST = 12;

const heightOf = (item: Item, known: Known) => known.get(item.key) ?? item.guess;

export const totalOf = (items: Item[], known: Known) => items.reduce((sum, item) => sum + heightOf(item, known), 0);

/** Where an item begins; null when it is not there. */
export function topOf(items: Item[], known: Known, key: string): number | null {
  const at = items.findIndex((item) => item.key === key);
  return at < 0 ? null : totalOf(items.slice(0, at), known);
}

/** What has to stand in the page for somebody who sees `view` pixels from `top` on. */
export function stretchAt(items: Item[], known: Known, top: number, view: number): Stretch {
  const begin = top - READY * view;
  const end = top + view + READY * view;
  let from = 0;
  let before = 0;
  while (from < items.length - 1 && before + at(items, known, from) < begin) {
    before += at(items, known, from);
    from += 1;
  }
  let to = from;
  let bottom = before;
  while (to < items.length && (bottom < end || to - from < AT_LEAST)) {
    bottom += at(items, known, to);
    to += 1;
  }
  return { of: items, from, to, before, after: Math.max(0, totalOf(items.slice(to), known)) };
}

function at(items: Item[], known: Known, index: number): number {
  const item = items[index];
  return item ? heightOf(item, known) : 0;
}

/** The same stretch in a list that has changed around it, for the moment until it is reckoned anew. */
export function carried(stretch: Stretch, items: Item[]): Stretch {
  if (stretch.of === items) return stretch;
  const stood = stretch.of.slice(stretch.from, stretch.to);
  const places = new Map(items.map((item, index) => [item.key, index]));
  const still = stood.flatMap((item) => places.get(item.key) ?? []);
  const [first] = still;
  const last = still.at(-1);
  if (first === undefined || last === undefined) return { ...stretch, of: items, from: Math.max(0, items.length - AT_LEAST), to: items.length };
  const wasAtEnd = stretch.to === stretch.of.length;
  return { ...stretch, of: items, from: first, to: wasAtEnd ? items.length : last + 1 };
}

/** How high a text may be: better than one number for all, so that the scroll bar is calm. */
export function guessed(text: string, perLine: number, line: number, rest: number): number {
  let lines = 1;
  for (let index = text.indexOf("\n"); index >= 0 && lines < 400; index = text.indexOf("\n", index + 1)) lines += 1;
  return rest + line * Math.max(lines, Math.ceil(text.length / perLine));
}

/** Where the nodes of a workflow stand in its small drawing: what feeds another stands left of it. */
import type { TemplateInfo } from "@/api/types";

export type Row = { name: string; value: string | null; /** The number of the found input that goes here. */ lit: number | null };
export type Card = { id: string; title: string; rows: Row[]; left: number; top: number; height: number; isDim: boolean };
export type Wire = { from: string; to: string; kind: string; path: string };
export type Drawing = { cards: Card[]; wires: Wire[]; width: number; height: number; left: number };

type Node = { class_type?: string; inputs?: Record<string, unknown>; _meta?: { title?: string } };
type Link = { from: string; to: string; input: string };

export const CARD = 160;
const [HEAD, ROW, FOOT] = [34, 24, 8];
const [ACROSS, DOWN] = [60, 26];
/** More rows than these only say that there are more. */
const MOST_ROWS = 9;
/** Larger workflows are drawn as far as their inputs reach. */
const MOST_CARDS = 150;

const isLink = (value: unknown): value is [string, number] =>
  Array.isArray(value) && value.length === 2 && typeof value[1] === "number";

export function drawingOf({ graph, inputs }: Pick<TemplateInfo, "graph" | "inputs">): Drawing {
  const nodes = graph as Record<string, Node>;
  const lit = litPlaces(inputs);
  const shown = drawn(nodes, lit);
  const links = shown.flatMap((id) => linksOf(nodes, id)).filter(({ from }) => shown.includes(from));
  const columns = inColumns(shown, links);
  const cards = columns.flatMap((ids, column) => stacked(ids, column, nodes, lit));
  const wires = links.flatMap((link) => wireOf(link, cards));
  const height = Math.max(0, ...cards.map((card) => card.top + card.height));
  return { cards, wires, width: columns.length * (CARD + ACROSS) - ACROSS, height, left: Object.keys(nodes).length - shown.length };
}

type Lit = Map<string, Map<string, number>>;

function litPlaces(inputs: TemplateInfo["inputs"]): Lit {
  const lit: Lit = new Map();
  inputs.forEach(({ places }, index) =>
    places.forEach(({ node, input }) => {
      const held = lit.get(node) ?? new Map<string, number>();
      lit.set(node, held.set(input, held.get(input) ?? index + 1));
    }),
  );
  return lit;
}

function drawn(nodes: Record<string, Node>, lit: Lit): string[] {
  const ids = Object.keys(nodes);
  if (ids.length <= MOST_CARDS) return ids;
  const near = new Set([...lit.keys()].flatMap((id) => [id, ...linksOf(nodes, id).map(({ from }) => from)]));
  return ids.filter((id) => near.has(id)).slice(0, MOST_CARDS);
}

const linksOf = (nodes: Record<string, Node>, to: string): Link[] =>
  Object.entries(nodes[to]?.inputs ?? {}).flatMap(([input, value]) => (isLink(value) ? [{ from: value[0], to, input }] : []));

/** The longest way from a start decides the column; a circle ends where it would begin again. */
function inColumns(ids: string[], links: Link[]): string[][] {
  const feeding = new Map<string, string[]>();
  for (const { from, to } of links) feeding.set(to, [...(feeding.get(to) ?? []), from]);
  const depth = new Map<string, number>();
  const visit = (id: string, path: Set<string>): number => {
    const known = depth.get(id);
    if (known !== undefined || path.has(id)) return known ?? 0;
    const before = (feeding.get(id) ?? []).map((from) => visit(from, new Set([...path, id])) + 1);
    const own = Math.max(0, ...before);
    depth.set(id, own);
    return own;
  };
  ids.forEach((id) => visit(id, new Set()));
  const deepest = Math.max(-1, ...depth.values());
  const columns = Array.from({ length: deepest + 1 }, (_, column) => ids.filter((id) => depth.get(id) === column));
  return ordered(columns, feeding);
}

/** Each column in the order of what feeds it, so that fewer wires cross. */
function ordered(columns: string[][], feeding: Map<string, string[]>): string[][] {
  const place = new Map<string, number>();
  return columns.map((column) => {
    const middle = (id: string) => {
      const from = (feeding.get(id) ?? []).map((one) => place.get(one) ?? 0);
      return from.length > 0 ? from.reduce((sum, one) => sum + one, 0) / from.length : 0;
    };
    const sorted = [...column].sort((one, other) => middle(one) - middle(other));
    sorted.forEach((id, index) => place.set(id, index));
    return sorted;
  });
}

function stacked(ids: string[], column: number, nodes: Record<string, Node>, lit: Lit): Card[] {
  let top = 0;
  return ids.map((id) => {
    const rows = rowsOf(nodes[id], lit.get(id));
    const height = HEAD + rows.length * ROW + FOOT;
    const card = { id, title: titleOf(nodes[id], id), rows, left: column * (CARD + ACROSS), top, height, isDim: !lit.has(id) };
    top += height + DOWN;
    return card;
  });
}

const titleOf = (node: Node | undefined, id: string) => node?._meta?.title ?? node?.class_type ?? id;

function rowsOf(node: Node | undefined, lit: Map<string, number> | undefined): Row[] {
  const rows = Object.entries(node?.inputs ?? {}).map(([name, value]) => ({ name, value: isLink(value) ? null : short(value), lit: lit?.get(name) ?? null }));
  const first = rows.filter((row) => row.lit !== null || row.value === null);
  return (rows.length <= MOST_ROWS ? rows : first).slice(0, MOST_ROWS);
}

const short = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 24);

function wireOf({ from, to, input }: Link, cards: Card[]): Wire[] {
  const [start, end] = [cards.find(({ id }) => id === from), cards.find(({ id }) => id === to)];
  if (!start || !end) return [];
  const row = Math.max(0, end.rows.findIndex(({ name }) => name === input));
  const [x1, y1] = [start.left + CARD, start.top + HEAD / 2];
  const [x2, y2] = [end.left, end.top + HEAD + row * ROW + ROW / 2];
  const bend = Math.max(36, Math.abs(x2 - x1) / 2.4);
  return [{ from, to, kind: kindOf(input), path: `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}` }];
}

/** The hue of a wire follows what ComfyUI calls the inputs. */
function kindOf(input: string): string {
  if (/latent|samples|image|pixels|mask/.test(input)) return "image";
  if (/positive|negative|conditioning|text/.test(input)) return "data";
  return "flow";
}

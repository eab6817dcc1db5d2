/** A single block may become very long: what is certain of it is kept, and only its end is read again. */
import type { Token, Tokens } from "marked";
import type { Piece } from "./grammar";

type Part = Tokens.ListItem[] | Tokens.TableCell[][] | Token[];

/** The kept part of the block that grows; `head` is read before its end, so that the end is understood as more of it. */
export type Grown = { type: "list" | "table" | "paragraph"; head: string; part: Part };

/** How many items and rows may still change, and how many are worth a cut. */
const OPEN = 3;
const MANY = 16;
const LONG = 1_500;
/** Holds the place of the words before, so that the next ones begin no block of their own. */
const BEFORE = "\u2060";

/** The block that grows with what was kept of it. */
export function whole(grown: Grown | null, piece: Piece): Piece {
  if (grown?.type !== piece.type) return piece;
  if (piece.type === "list") return { ...piece, items: [...(grown.part as Tokens.ListItem[]), ...piece.items] };
  if (piece.type === "table") return { ...piece, rows: [...(grown.part as Tokens.TableCell[][]), ...piece.rows] };
  return { ...piece, tokens: [...(grown.part as Token[]), ...withoutBefore(piece.tokens)] };
}

/** What can be kept of a block now, and how long that is in the text; null when it is not worth it. */
export function cut(piece: Piece, before: Grown | null): { grown: Grown; length: number } | null {
  if (piece.type === "list") return piece.items.length < MANY ? null : cutItems(piece.items.slice(0, -OPEN));
  if (piece.type === "table") return piece.rows.length < MANY ? null : cutRows(piece.raw.split("\n"), piece.rows.slice(0, -OPEN), before === null);
  return piece.type === "paragraph" && piece.raw.length > LONG ? cutWords(piece.tokens) : null;
}

const cutItems = (part: Tokens.ListItem[]) => ({ grown: { type: "list", head: "", part } satisfies Grown, length: lengthOf(part) });

function cutRows([names = "", rule = "", ...rows]: string[], part: Tokens.TableCell[][], isFirst: boolean): { grown: Grown; length: number } {
  const head = `${names}\n${rule}\n`;
  const length = rows.slice(0, part.length).join("\n").length + 1;
  // Later on the head is not in the text that is read, but put before it.
  return { grown: { type: "table", head, part }, length: isFirst ? head.length + length : length };
}

/** Words are certain up to the end of a sentence, when nothing before it may belong to a mark. */
function cutWords(tokens: Token[]): { grown: Grown; length: number } | null {
  const doubtful = tokens.findIndex(({ type, raw }) => type === "text" && /[*_`[\]$<~\\]/.test(raw));
  const certain = tokens.slice(0, doubtful < 0 ? tokens.length - 1 : doubtful);
  const last = certain.findLastIndex(({ type, raw }) => type === "text" && /[.!?…] /.test(raw));
  const text = certain[last] as Tokens.Text | undefined;
  if (!text) return null;
  const end = Math.max(...[". ", "! ", "? ", "… "].map((stop) => text.raw.lastIndexOf(stop))) + 2;
  const part = [...withoutBefore(certain.slice(0, last)), ...withoutBefore([{ ...text, raw: text.raw.slice(0, end), text: text.raw.slice(0, end) }])];
  const length = lengthOf(part);
  return length < LONG / 2 ? null : { grown: { type: "paragraph", head: BEFORE, part }, length };
}

const lengthOf = (part: { raw: string }[]) => part.reduce((sum, { raw }) => sum + raw.length, 0);

function withoutBefore(tokens: Token[]): Token[] {
  const [first, ...rest] = tokens as [Tokens.Text | undefined, ...Token[]];
  if (!first?.raw.startsWith(BEFORE)) return tokens;
  return [{ ...first, raw: first.raw.slice(1), text: first.text.slice(1) }, ...rest];
}

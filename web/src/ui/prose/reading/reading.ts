/** Reads a text that grows: blocks that are finished stay the same objects, and only the last one is read again. */
import type { Links } from "marked";
import { calmed } from "./calm";
import { cut, type Grown, whole } from "./growing";
import { type NoteText, type Piece, piecesOf, walk } from "./grammar";

export type Block = { key: number; piece: Piece; /** More of it may come. */ isOpen: boolean; /** The level that a heading has on the page. */ level: number };
export type Note = { number: number; label: string; text: NoteText };
export type Read = { blocks: Block[]; notes: Note[] };

type Kept = { text: string; isLive: boolean; read: Read };

export class Reading {
  #kept: Kept | null = null;
  #finished: Block[] = [];
  /** How much of the text is finished. */
  #at = 0;
  #grown: Grown | null = null;
  #links: Links = {};
  #numbers = new Map<string, number>();
  #notes = new Map<string, NoteText>();
  readonly #top: number;

  /** `top`: the level of the text's own first heading. */
  constructor(top: number) {
    this.#top = top;
  }

  /** `isLive`: more may come. The same text is not read twice. */
  read(given: string, isLive: boolean): Read {
    const text = given.includes("\r") ? given.replaceAll(/\r\n?/g, "\n") : given;
    const kept = this.#kept;
    if (kept?.text === text && kept.isLive === isLive) return kept.read;
    if (!kept?.isLive || !isLive || !text.startsWith(kept.text)) this.#forget();
    const read = this.#goOn(text, isLive);
    this.#kept = { text, isLive, read };
    return read;
  }

  #forget(): void {
    this.#finished = [];
    this.#at = 0;
    this.#grown = null;
    this.#links = {};
    this.#numbers.clear();
    this.#notes.clear();
  }

  #goOn(text: string, isLive: boolean): Read {
    const rest = text.slice(this.#at);
    if (!isLive) return this.#result(this.#number(piecesOf(rest, this.#links, false)), false);
    const head = this.#grown?.head ?? "";
    const [first, ...others] = this.#number(piecesOf(calmed(head + rest), this.#links, true));
    if (!first) return this.#result([], true);
    const pieces = [whole(this.#grown, first), ...others];
    const last = Math.max(0, pieces.findLastIndex(({ type }) => type !== "space"));
    if (last > 0) this.#finish(pieces.slice(0, last), head.length);
    else this.#keep(first);
    return this.#result(pieces.slice(last), true);
  }

  #finish(pieces: Piece[], head: number): void {
    this.#at -= head;
    for (const piece of pieces) {
      this.#at += piece.raw.length;
      if (isShown(piece)) this.#finished.push(this.#blockOf(piece, this.#finished, false));
    }
    this.#grown = null;
  }

  /** `read`: the block as far as it was read just now, without what was kept before. */
  #keep(read: Piece): void {
    const found = cut(read, this.#grown);
    if (!found) return;
    const part = [...(this.#grown?.type === found.grown.type ? this.#grown.part : []), ...found.grown.part];
    this.#grown = { ...found.grown, part: part as Grown["part"] };
    this.#at += found.length;
  }

  #result(pieces: Piece[], isOpen: boolean): Read {
    const blocks = [...this.#finished];
    for (const piece of pieces) if (isShown(piece)) blocks.push(this.#blockOf(piece, blocks, isOpen));
    return { blocks, notes: this.#notesInOrder() };
  }

  #blockOf(piece: Piece, before: Block[], isOpen: boolean): Block {
    return { key: before.length, piece, isOpen, level: piece.type === "heading" ? levelAfter(before, piece.depth, this.#top) : 0 };
  }

  /** Notes are counted as the text meets them. */
  #number(pieces: Piece[]): Piece[] {
    walk(pieces, (piece) => {
      if (piece.type === "noteMark") {
        const number = this.#numbers.get(piece.label) ?? this.#numbers.size + 1;
        this.#numbers.set(piece.label, number);
        piece.number = number;
      }
      if (piece.type === "noteText") this.#notes.set(piece.label, piece);
    });
    return pieces;
  }

  #notesInOrder(): Note[] {
    return [...this.#numbers].flatMap(([label, number]) => {
      const text = this.#notes.get(label);
      return text ? [{ number, label, text }] : [];
    });
  }
}

const isShown = ({ type }: Piece) => type !== "space" && type !== "def" && type !== "noteText";

/** Headings go down by one at most, whatever the text has left out. */
function levelAfter(before: Block[], depth: number, top: number): number {
  const open: number[] = [];
  for (const { piece } of before) if (piece.type === "heading") enter(open, piece.depth);
  enter(open, depth);
  return Math.min(6, top + open.length - 1);
}

function enter(open: number[], depth: number): void {
  while ((open.at(-1) ?? 0) >= depth) open.pop();
  open.push(depth);
}

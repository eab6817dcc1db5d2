/** What a text is made of: CommonMark and GFM, and beside them maths, notes, numbered sources and folded parts. */
import { Lexer, type Links, Marked, type MarkedToken, type Token, type TokenizerExtension, type TokenizerThis } from "marked";

export type Maths = { type: "maths"; raw: string; text: string; isBlock: boolean; isOpen: boolean };
export type NoteMark = { type: "noteMark"; raw: string; label: string; number: number };
export type NoteText = { type: "noteText"; raw: string; label: string; tokens: Token[] };
export type Citation = { type: "citation"; raw: string; numbers: number[] };
export type Folded = { type: "folded"; raw: string; title: Token[]; tokens: Token[]; isOpen: boolean };
type Own = Maths | NoteMark | NoteText | Citation | Folded;

export type Piece = MarkedToken | Own;

/** What stands inside a piece; the lexer knows only the general type. */
export const within = (tokens: Token[] | undefined) => (tokens ?? []) as Piece[];

/** Money is no maths: `$5 and more` has a number, a space and a word. */
const MONEY = /^\d[\d.,]*\s+\p{L}{2,}/u;
const LONGEST_MATHS = 10_000;

const CLOSED_BLOCK = /^ {0,3}(?:\$\$((?:[^$]|\$(?!\$))+?)\$\$|\\\[([\s\S]+?)\\\])[ \t]*(?:\n|$)/;
const OPEN_BLOCK = /^ {0,3}(?:\$\$|\\\[)((?:(?!\$\$|\\\]|\n[ \t]*\n)[\s\S])*)$/;
const INLINE = /^(?:\\\(([\s\S]+?)\\\)|\\\[([\s\S]+?)\\\]|\$\$((?:[^$\n]|\$(?!\$))+?)\$\$|\$(?!\s)((?:\\.|[^\\\n$])+?)(?<![\s\\])\$(?![\d\p{L}]))/u;

const blockMaths = (isLive: boolean): TokenizerExtension => ({
  name: "maths",
  level: "block",
  start: (source) => /\n {0,3}(?:\$\$|\\\[)/.exec(source)?.index,
  tokenizer: (source) => {
    const closed = CLOSED_BLOCK.exec(source);
    if (closed && isMaths(closed[1] ?? closed[2])) return maths(closed[0], closed[1] ?? closed[2], true);
    const open = isLive ? OPEN_BLOCK.exec(source) : null;
    return open ? { ...maths(open[0], open[1], true), isOpen: true } : undefined;
  },
});

/** A blank line ends a paragraph, and so whatever looked like maths in it. */
const isMaths = (text = "") => text.trim() !== "" && text.length < LONGEST_MATHS && !/\n[ \t]*\n/.test(text);

const maths = (raw: string, text = "", isBlock = false): Maths => ({ type: "maths", raw, text: text.trim(), isBlock, isOpen: false });

const inlineMaths: TokenizerExtension = {
  name: "inlineMaths",
  level: "inline",
  start: (source) => /\$|\\[([]/.exec(source)?.index,
  tokenizer: (source) => {
    const found = INLINE.exec(source);
    const text = found?.slice(1).find(Boolean);
    if (!found || !isMaths(text) || (found[4] && MONEY.test(found[4]))) return undefined;
    return maths(found[0], text, Boolean(found[2] ?? found[3]));
  },
};

const noteMark: TokenizerExtension = {
  name: "noteMark",
  level: "inline",
  start: (source) => source.indexOf("[^"),
  tokenizer: (source) => {
    const found = /^\[\^([^\]\s]{1,60})\]/.exec(source);
    return found ? ({ type: "noteMark", raw: found[0], label: found[1] ?? "", number: 0 } satisfies NoteMark) : undefined;
  },
};

const noteText: TokenizerExtension = {
  name: "noteText",
  level: "block",
  start: (source) => /\n\[\^[^\]\s]{1,60}\]:/.exec(source)?.index,
  tokenizer(source) {
    const found = /^\[\^([^\]\s]{1,60})\]:[ \t]*([^\n]*(?:\n(?!\[\^)[ \t]*\S[^\n]*)*(?:\n+(?: {2,}|\t)[^\n]+)*)(?:\n|$)/.exec(source);
    if (!found) return undefined;
    const text = (found[2] ?? "").replaceAll(/\n(?: {1,4}|\t)/g, "\n");
    return { type: "noteText", raw: found[0], label: found[1] ?? "", tokens: blocksIn(this, text) } satisfies NoteText;
  },
  childTokens: ["tokens"],
};

const citation: TokenizerExtension = {
  name: "citation",
  level: "inline",
  start: (source) => /\[\d/.exec(source)?.index,
  tokenizer: (source) => {
    const found = /^\[(\d{1,3}(?:\s*,\s*\d{1,3}){0,9})\](?![(:])/.exec(source);
    const numbers = found?.[1]?.split(",").map(Number) ?? [];
    return found ? ({ type: "citation", raw: found[0], numbers } satisfies Citation) : undefined;
  },
};

const folded: TokenizerExtension = {
  name: "folded",
  level: "block",
  start: (source) => /\n<details[\s>]/i.exec(source)?.index,
  tokenizer(source) {
    const found = /^<details(\s+open\b)?[^>]*>\s*(?:<summary>([\s\S]*?)<\/summary>)?([\s\S]*?)(?:<\/details>[ \t]*(?:\n|$)|$)/i.exec(source);
    if (!found) return undefined;
    const title = this.lexer.inline((found[2] ?? "").trim());
    return { type: "folded", raw: found[0], title, tokens: blocksIn(this, (found[3] ?? "").trim()), isOpen: Boolean(found[1]) } satisfies Folded;
  },
  childTokens: ["title", "tokens"],
};

const blocksIn = ({ lexer }: TokenizerThis, text: string) => lexer.blockTokens(text, []);

const grammarOf = (isLive: boolean) =>
  new Marked({ gfm: true, breaks: true, extensions: [blockMaths(isLive), noteText, folded, inlineMaths, noteMark, citation] });

const grammars = { live: grammarOf(true), done: grammarOf(false) };

/** The pieces of a text one after the other; `links` are the addresses that the text has named so far, and grow. */
export function piecesOf(text: string, links: Links, isLive: boolean): Piece[] {
  const lexer = new Lexer(grammars[isLive ? "live" : "done"].defaults);
  lexer.tokens.links = links;
  return lexer.lex(text) as Piece[];
}

/** Goes through the pieces in the order of the text. */
export function walk(pieces: Piece[], meet: (piece: Piece) => void): void {
  void grammars.done.walkTokens(pieces, (token) => meet(token as Piece));
}

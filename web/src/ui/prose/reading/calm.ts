/** How the end of a text looks while more of it comes: what is half open is closed or held back, so that nothing flickers. */

/** What may become a list, a heading, a line or a mark with the next word is not shown yet. */
const UNDECIDED = [
  /(?:^|\n)[ \t]*(?:[-=*+>#_~|`:$]{1,6}|\d{1,3}[.)]|[-*+] \[?[ xX]?\]?)[ \t]*$/,
  /<\/?[a-z!][^<>\n]{0,60}$/i,
  /(?<!\\)!?\[[^\]\n]{0,120}$/,
  /\\\((?:(?!\\\))[^\n]){0,200}$/,
  /(?<![\\$\p{L}\d])\$(?![\s\d$])[^$\n]{0,60}$/u,
  /\\$/,
];
const OPEN_MATHS = /(?:^|\n) {0,3}(?:\$\$|\\\[)(?:(?!\$\$|\\\])[\s\S])+$/;
const HALF_LINK = /(!?)\[([^\]\n]*)\]\([^)\s]*(?:\s+"[^"\n]*)?$/;

export function calmed(tail: string): string {
  if (isFenced(tail) || OPEN_MATHS.test(tail)) return tail;
  return closed(withTable(UNDECIDED.reduce((text, undecided) => text.replace(undecided, ""), tail).replace(HALF_LINK, "$2")));
}

function isFenced(tail: string): boolean {
  let fence = "";
  for (const [, mark = ""] of tail.matchAll(/^ {0,3}(`{3,}|~{3,})/gm)) {
    if (!fence) fence = mark;
    else if (mark.startsWith(fence)) fence = "";
  }
  return fence !== "";
}

/** The first line of a table is one before the line under it has come. */
function withTable(text: string): string {
  const lines = text.split("\n");
  const [above = "", head = "", rule = ""] = ["", "", ...lines].slice(-3);
  if (!isRow(head)) return isRow(rule) && !isRule(rule) ? `${text}\n${ruleFor(rule)}` : text;
  const isHalfRule = !isRow(above) && /^ {0,3}\|[\s:|-]*$/.test(rule) && cellsOf(rule) < cellsOf(head);
  return isHalfRule ? [...lines.slice(0, -1), ruleFor(head)].join("\n") : text;
}

const isRow = (line: string) => /^ {0,3}\|.*\S/.test(line);
const isRule = (line: string) => /^ {0,3}\|[\s:|-]+$/.test(line);
const cellsOf = (line: string) => line.trim().replaceAll(/^\||\|$/g, "").split(/(?<!\\)\|/).length;
const ruleFor = (head: string) => `|${" --- |".repeat(cellsOf(head))}`;

/** Marks that are open in the last paragraph are closed behind the last word. */
function closed(text: string): string {
  const start = Math.max(text.lastIndexOf("\n\n"), text.lastIndexOf("\n- "), text.lastIndexOf("\n* "));
  const last = text.slice(start + 1).replaceAll(/(`+)[^`]*?\1/g, "").replaceAll(/\\[\s\S]/g, "");
  const code = /`+/.exec(last)?.[0];
  if (code) return text.endsWith(code) ? text.slice(0, -code.length) : text + code;
  const open = ["**", "~~", "*", "_"].filter((mark) => isOpen(last, mark));
  return open.reduceRight((whole, mark) => (whole.endsWith(mark) ? whole.slice(0, -mark.length) : `${whole.trimEnd()}${mark}`), text);
}

const OPENERS: Record<string, RegExp> = {
  "**": /\*\*/g,
  "~~": /~~/g,
  "*": /(?<!\*)\*(?!\*|\s)|(?<=\S)(?<!\*)\*(?!\*)/g,
  _: /(?<![\p{L}\d_])_(?=\S)|(?<=\S)_(?![\p{L}\d_])/gu,
};

const isOpen = (text: string, mark: string) => (text.match(OPENERS[mark] ?? /$^/g)?.length ?? 0) % 2 === 1;

/** Which entries fit the typed words, best first, and which letters to light. */

export type Span = { text: string; isFound: boolean };

/** 0: does not fit. A word's beginning beats its middle, the title beats what else is known of it. */
export function fit(words: string, title: string, also = ""): number {
  const parts = fold(words).split(/\s+/).filter(Boolean);
  const scores = parts.map((part) => Math.max(place(part, fold(title)) * 2, place(part, fold(also))));
  return scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 1);
}

function place(part: string, text: string): number {
  const at = text.indexOf(part);
  if (at < 0) return 0;
  if (at === 0) return 3;
  return /[\s\-.,(]/.test(text[at - 1] ?? "") || text.includes(` ${part}`) ? 2 : 1;
}

/** The title cut where the typed words were found in it. */
export function lit(words: string, title: string): Span[] {
  const part = fold(words).trim();
  const at = part ? fold(title).indexOf(part) : -1;
  if (at < 0) return [{ text: title, isFound: false }];
  const end = at + part.length;
  return [
    { text: title.slice(0, at), isFound: false },
    { text: title.slice(at, end), isFound: true },
    { text: title.slice(end), isFound: false },
  ].filter((span) => span.text);
}

function fold(text: string): string {
  return text.toLocaleLowerCase().replaceAll("ё", "е");
}

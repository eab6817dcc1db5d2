/** How hard a password is to guess, in four words. A hint while it is typed; the server decides. */

export type Strength = "weak" | "fair" | "good" | "strong";

const LIMITS: readonly [bits: number, word: Strength][] = [
  [75, "strong"],
  [55, "good"],
  [38, "fair"],
];
const KINDS: readonly [pattern: RegExp, count: number][] = [
  [/\p{Ll}/u, 26],
  [/\p{Lu}/u, 26],
  [/\p{Nd}/u, 10],
  [/[^\p{L}\p{Nd}]/u, 33],
];
const KNOWN = /passw[o0]rd|qwert|asdf|zxcv|йцукен|пароль|iloveyou|admin|letmein|welcome|(?:19|20)\d\d/giu;

/** `names`: what anybody knows of the person. */
export function strengthOf(password: string, names: string[] = []): Strength {
  const bits = Math.log2(alphabetOf(password)) * lengthThatCounts(password, names);
  return LIMITS.find(([limit]) => bits >= limit)?.[1] ?? "weak";
}

function alphabetOf(password: string): number {
  return KINDS.reduce((sum, [pattern, count]) => sum + (pattern.test(password) ? count : 0), 0) || 1;
}

/** Letters that follow from the one before, that everybody tries or that are known add next to nothing. */
function lengthThatCounts(password: string, names: string[]): number {
  const told = names
    .filter((name) => name.length > 2)
    .reduce((rest, name) => rest.replaceAll(name.toLowerCase(), "·"), password.toLowerCase().replace(KNOWN, "·"));
  const codes = Array.from(told, (letter) => letter.codePointAt(0) ?? 0);
  const steps = codes.map((code, index) => code - (codes[index - 1] ?? Number.NaN));
  const isGuessed = (index: number) => steps[index] === 0 || (Math.abs(steps[index] ?? 9) === 1 && steps[index] === steps[index - 1]);
  return codes.reduce((sum, _code, index) => sum + (isGuessed(index) ? 0.25 : 1), 0);
}

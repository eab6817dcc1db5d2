/** Which addresses of a text may be followed: whole ones of the web and of mail, nothing that runs and nothing of ours. */
const FOLLOWED = ["http:", "https:", "mailto:"];

export function safeAddress(address: string): string | null {
  const plain = withCharacters(address).trim();
  if (!URL.canParse(plain)) return null;
  const url = new URL(plain);
  return FOLLOWED.includes(url.protocol) ? url.href : null;
}

export const hostOf = (address: string) => new URL(address).host.replace(/^www\./, "");

const known = new Map<string, string>();

/** A text with its character references replaced: `&amp;` is `&`. */
export function withCharacters(text: string): string {
  return text.includes("&") ? text.replaceAll(/&(?:#x?[\da-f]{1,6}|[a-z]\w{1,31});/gi, character) : text;
}

function character(reference: string): string {
  const before = known.get(reference);
  if (before !== undefined) return before;
  const field = document.createElement("textarea");
  field.innerHTML = reference;
  known.set(reference, field.value);
  return field.value;
}

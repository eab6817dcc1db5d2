/** Tags that people write into a text only to shape its words. */
const SHAPES = ["b", "i", "u", "s", "em", "strong", "del", "ins", "mark", "sub", "sup", "kbd", "small", "q", "abbr", "cite", "var", "samp"] as const;
const BREAKS = ["br", "wbr"] as const;

export type HostTag =
  | { kind: "open"; name: (typeof SHAPES)[number] | "a"; address: string }
  | { kind: "close"; name: (typeof SHAPES)[number] | "a" }
  | { kind: "void"; name: (typeof BREAKS)[number] };

/** Null for every other tag. Attributes are left behind, but for where a link leads. */
export function hostTag(source: string): HostTag | null {
  const [, slash = "", word = ""] = /^<(\/?)([a-z]+)\b[^>]*>$/i.exec(source) ?? [];
  const name = word.toLowerCase();
  const shape = name === "a" ? name : SHAPES.find((one) => one === name);
  if (shape) return slash ? { kind: "close", name: shape } : { kind: "open", name: shape, address: addressIn(source) };
  const pause = BREAKS.find((one) => one === name);
  return pause ? { kind: "void", name: pause } : null;
}

function addressIn(source: string): string {
  const found = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(source);
  return found?.slice(1).find(Boolean) ?? "";
}

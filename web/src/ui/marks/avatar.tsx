import classes from "./marks.module.css";

type Person = { id: string; name: string; username: string; avatar_url: string | null };

const SIZES = { s: 28, m: 36, l: 56 } as const;
const HUES = ["text", "image", "number", "persona", "data", "flow"] as const;

/** A person's picture, or the first letter of the name on a colour that stays with the person. */
export function Avatar({ person, size = "s" }: { person: Person; size?: keyof typeof SIZES }) {
  const letter = String.fromCodePoint((person.name || person.username).codePointAt(0) ?? 32).toLocaleUpperCase();
  const hue = HUES[sum(person.id) % HUES.length] ?? "text";
  return (
    <span className={classes.avatar} style={{ "--avatar": `${SIZES[size]}px`, "--hue": `var(--hue-${hue})` }} aria-hidden="true">
      {letter}
      {person.avatar_url ? <img src={person.avatar_url} alt="" decoding="async" /> : null}
    </span>
  );
}

function sum(text: string): number {
  return Array.from(text).reduce((total, letter) => total + letter.charCodeAt(0), 0);
}

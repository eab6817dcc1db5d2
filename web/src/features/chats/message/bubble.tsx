import { Prose } from "@/ui/prose/prose";
import classes from "./message.module.css";

/** What a person said, with the lines and marks they wrote. `isPale`: it is not stored yet. */
export function Bubble({ text, isPale = false }: { text: string; isPale?: boolean }) {
  return (
    <div className={classes.bubble} data-pale={isPale || undefined}>
      <Prose text={text} voice="plain" />
    </div>
  );
}

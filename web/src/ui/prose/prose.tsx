import { memo, useId, useMemo, useState } from "react";
import { BlockView } from "./blocks";
import { Notes } from "./notes";
import classes from "./prose.module.css";
import { Reading } from "./reading/reading";
import { SettingContext, type Source } from "./setting";
import { useCalmText } from "./use-calm-text";

type Props = {
  text: string;
  /** More of it may come: its end is shown calmly, with a caret. */
  isLive?: boolean;
  /** Pages that the text cites as `[1]`. */
  sources?: readonly Source[];
  /** Told text is set in the story's face, plain text in the page's own. */
  voice?: "told" | "plain";
  /** The level of the text's first heading on the page. */
  headings?: 2 | 3 | 4 | 5;
};

const NONE: readonly Source[] = [];

/** A text that people and models write: markdown and what they expect with it. Nothing in it runs or reaches another host. */
export const Prose = memo(function Prose({ text, isLive = false, sources = NONE, voice = "told", headings = 3 }: Props) {
  const id = useId();
  const [reading] = useState(() => new Reading(headings));
  const shown = useCalmText(text, isLive);
  const { blocks, notes } = reading.read(shown, isLive);
  const known = `,${notes.map(({ number }) => number).join()},`;
  const setting = useMemo(() => ({ id, sources, notes: known, isLive }), [id, sources, known, isLive]);
  return (
    <SettingContext value={setting}>
      <div className={classes.prose} data-voice={voice} data-live={isLive || undefined}>
        {blocks.map((block) => (
          <BlockView key={block.key} block={block} />
        ))}
        {isLive && blocks.length === 0 ? <p /> : null}
        {notes.length > 0 ? <Notes notes={notes} /> : null}
      </div>
    </SettingContext>
  );
});

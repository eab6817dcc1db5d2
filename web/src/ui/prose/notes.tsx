import { ActionIcon } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { blocks } from "./blocks";
import { goTo, markId, noteId } from "./marks";
import classes from "./prose.module.css";
import { within } from "./reading/grammar";
import type { Note } from "./reading/reading";
import { useSetting } from "./setting";

/** What the text keeps for its end, with a way back to where it was noted. */
export function Notes({ notes }: { notes: Note[] }) {
  const { t } = useTranslation();
  const { id } = useSetting();
  const back = (number: number) => t("prose.backFromNote", { number });
  return (
    <section className={classes.notes} aria-label={t("prose.notes")}>
      <ol>
        {notes.map(({ number, text }) => (
          <li key={number} id={noteId(id, number)} value={number} tabIndex={-1}>
            {blocks(within(text.tokens), false)}
            <ActionIcon size="sm" aria-label={back(number)} title={back(number)} onClick={() => goTo(markId(id, number))}>
              <IconArrowBackUp className="small" />
            </ActionIcon>
          </li>
        ))}
      </ol>
    </section>
  );
}

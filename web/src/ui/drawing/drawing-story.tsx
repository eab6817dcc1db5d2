import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Drawing } from "@/api/types";
import { CopyButton } from "@/ui/controls/copy-button";
import classes from "./drawing.module.css";

/** How a wish became a prompt: what was wished, what was seen, what was written. */
export function DrawingStory({ drawing }: { drawing: Drawing }) {
  const { t } = useTranslation();
  const { wish, seen, seen_by: seenBy, prompt, negative, written_by: writtenBy, notes } = drawing;
  return (
    <>
      {wish.as_written ? null : (
        <Part title={t("drawing.wished")}>
          <p className={`story ${classes.words}`}>{wish.description}</p>
        </Part>
      )}
      {seen ? (
        <Part title={t("drawing.seen")} by={seenBy}>
          <details className={classes.long}>
            <summary>{seen}</summary>
          </details>
        </Part>
      ) : null}
      {prompt ? (
        <Part title={t("drawing.written")} by={writtenBy || t("drawing.byNobody")} act={<CopyButton text={prompt} label={t("drawing.copyPrompt")} />}>
          <p className={classes.prompt}>{prompt}</p>
          {negative ? <p className="muted">{t("images.without", { words: negative })}</p> : null}
        </Part>
      ) : null}
      {notes.map((note) => (
        <p key={note} className={classes.noted}>
          {note}
        </p>
      ))}
    </>
  );
}

function Part({ title, by, act, children }: { title: string; by?: string; act?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.part} aria-label={title}>
      <header>
        <h3 className="label">{title}</h3>
        {by ? <span className={`caption cut ${classes.by}`}>{by}</span> : null}
        {act}
      </header>
      {children}
    </section>
  );
}

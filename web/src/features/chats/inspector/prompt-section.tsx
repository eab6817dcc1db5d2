import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useGrowing } from "../composer/use-growing";
import classes from "./inspector.module.css";

const LONGEST = 50_000;

/** What the model is told before every answer. */
export function PromptSection({ text, onSave }: { text: string; onSave: (text: string) => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  const save = () => {
    if (draft !== null && draft !== text) onSave(draft);
    setDraft(null);
  };
  return (
    <section className={classes.section} aria-label={t("chats.prompt.title")}>
      <header>
        <h3 className="label">{t("chats.prompt.title")}</h3>
        {draft === null ? (
          <button type="button" className="link caption" onClick={() => setDraft(text)}>
            {text ? t("chats.prompt.edit") : t("chats.prompt.add")}
          </button>
        ) : null}
      </header>
      {draft === null ? (
        <p className={`muted ${classes.prompt}`} data-told={text ? true : undefined}>
          {text || t("chats.prompt.none")}
        </p>
      ) : (
        <>
          <Field text={draft} onChange={setDraft} onCancel={() => setDraft(null)} onSave={save} />
          <div className={classes.acts}>
            <Button size="sm" variant="quiet" onClick={() => setDraft(null)}>
              {t("common.cancel")}
            </Button>
            <Button size="sm" onClick={save}>
              {t("chats.save")}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}

type FieldProps = { text: string; onChange: (text: string) => void; onCancel: () => void; onSave: () => void };

function Field({ text, onChange, onCancel, onSave }: FieldProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  useGrowing(field, text);
  useEffect(() => field.current?.focus(), []);
  return (
    <textarea
      ref={field}
      className={classes.text}
      rows={4}
      maxLength={LONGEST}
      aria-label={t("chats.prompt.title")}
      placeholder={t("chats.prompt.hint")}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
        else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onSave();
        else return;
        event.stopPropagation();
      }}
    />
  );
}

import { Button } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { useFocusBack } from "@/ui/controls/use-focus-back";
import { ErrorNote } from "@/ui/states/error-note";
import { useEdit } from "../api/message-acts";
import { fieldByKeys } from "../composer/field";
import { useGrowing } from "../composer/use-growing";
import { edit } from "./editing";
import classes from "./message.module.css";

/** The words of a message, changed where they stand or kept beside the old ones as a branch. */
export function EditField({ message }: { message: Message }) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const article = useRef<Element | null>(null);
  // Another branch takes the place of this one, and its message with it.
  const isLeft = useRef(false);
  useFocusBack(() => (isLeft.current ? fieldByKeys() : article.current?.querySelector<HTMLElement>("[data-edit]")));
  const [words, setWords] = useState(message.content);
  const change = useEdit();
  useGrowing(field, words);
  useEffect(() => {
    const place = field.current;
    article.current = place?.closest("article") ?? null;
    place?.focus({ preventScroll: true });
    place?.setSelectionRange(place.value.length, place.value.length);
  }, []);
  const isPersons = message.role === "user";
  const isSame = words === message.content;
  const isEmpty = words.trim() === "" && message.attachments.length === 0;
  const close = () => edit(null);
  const keep = (asBranch: boolean) => {
    if (isEmpty || change.isPending) return;
    isLeft.current = asBranch;
    if (isSame && !asBranch) close();
    else change.mutate({ message, content: words, asBranch, reply: asBranch && isPersons }, { onSuccess: close });
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) keep(isPersons);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={classes.editing}>
      <textarea
        ref={field}
        aria-label={t("chats.message.edit")}
        rows={1}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={press}
      />
      <div className={classes.editActs}>
        <span className="caption no-phone">{t("chats.message.editKeys")}</span>
        <Button size="sm" variant="quiet" onClick={close}>
          {t("common.cancel")}
        </Button>
        <Button size="sm" variant={isPersons ? "plain" : "primary"} disabled={isEmpty || isSame} loading={change.isPending} onClick={() => keep(false)}>
          {t("chats.save")}
        </Button>
        <Button size="sm" variant={isPersons ? "primary" : "plain"} disabled={isEmpty} onClick={() => keep(true)}>
          {isPersons ? t("chats.message.askAgain") : t("chats.message.asVariant")}
        </Button>
      </div>
      {change.error ? <ErrorNote error={change.error} /> : null}
    </div>
  );
}

import { IconCloudOff } from "@tabler/icons-react";
import { type ClipboardEvent, type KeyboardEvent, type RefObject, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { connection } from "@/api/connection";
import type { Attachment } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { ErrorNote } from "@/ui/states/error-note";
import { detach } from "../api/files";
import type { Words } from "../api/outbox";
import type { ChatFacts } from "../api/thread";
import { Attached } from "./attached";
import classes from "./composer.module.css";
import { Controls } from "./controls";
import { changeDraft, clearDraft, type Draft, useDraft } from "./draft";
import { FIELD, fieldByKeys, isTouch } from "./field";
import { Tray } from "./tray";
import type { useUploads } from "./uploads";
import { useGrowing } from "./use-growing";

const LONGEST = 200_000;
const SEARCH = /^\/search\s+/i;

type Props = {
  draftKey: string;
  chat: ChatFacts | null;
  uploads: ReturnType<typeof useUploads>;
  /** The run of the reply that is under way, if any. */
  writing: string | null;
  isSending?: boolean;
  error?: unknown;
  onSend: (words: Words) => void;
  onStop: (run: string) => void;
  onEditLast: () => void;
  onDraw: (() => void) | null;
};

/** Where one writes: grows with the words, takes files, and keeps what is not sent yet. */
export function Composer({ draftKey, chat, uploads, writing, isSending = false, error, onSend, onStop, onEditLast, onDraw }: Props) {
  const draft = useDraft(draftKey);
  const [isOpen, setOpen] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const isEmpty = draft.text.trim() === "" && draft.attachments.length === 0;
  const canSend = !isEmpty && draft.text.length <= LONGEST && !uploads.isBusy && !isSending;

  const send = () => {
    if (!canSend) return;
    onSend(wordsOf(draft));
    if (chat) clearDraft(draftKey);
    setOpen(false);
    document.getElementById(FIELD)?.focus();
  };
  const stop = (run: string) => {
    onStop(run);
    fieldByKeys()?.focus();
  };
  const escape = () => {
    if (isOpen) setOpen(false);
    else if (writing) stop(writing);
  };
  const toggleWeb = () => changeDraft(draftKey, { webSearch: !draft.webSearch });
  const remove = (gone: Attachment) => {
    void detach(gone.id);
    changeDraft(draftKey, { attachments: draft.attachments.filter(({ id }) => id !== gone.id) });
  };
  return (
    <div className={classes.composer}>
      {error ? <ErrorNote error={error} /> : null}
      <div className={classes.box}>
        {isOpen ? <Tray isWebOn={draft.webSearch} onDraw={onDraw} onAttach={() => files.current?.click()} onWeb={toggleWeb} /> : null}
        <Hints isFull={uploads.isFull} />
        <Attached attachments={draft.attachments} uploads={uploads.all} onRemove={remove} />
        <Field
          text={draft.text}
          isEmpty={isEmpty}
          onChange={(text) => changeDraft(draftKey, { text })}
          onSend={send}
          onFiles={uploads.take}
          onUp={onEditLast}
          onEscape={escape}
        />
        <Controls
          chat={chat}
          isOpen={isOpen}
          onOpen={() => setOpen(!isOpen)}
          isWebOn={draft.webSearch}
          onWebOff={toggleWeb}
          writing={writing}
          onStop={stop}
          isEmpty={isEmpty}
          canSend={canSend}
          isSending={isSending}
          onSend={send}
        />
      </div>
      <FileInput input={files} onFiles={uploads.take} />
    </div>
  );
}

function wordsOf({ text, attachments, webSearch }: Draft): Words {
  return { content: text.replace(SEARCH, "").trim(), attachments, webSearch: webSearch || SEARCH.test(text) };
}

type FieldProps = {
  text: string;
  isEmpty: boolean;
  onChange: (text: string) => void;
  onSend: () => void;
  onFiles: (files: File[]) => void;
  onUp: () => void;
  onEscape: () => void;
};

function Field({ text, isEmpty, onChange, onSend, onFiles, onUp, onEscape }: FieldProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const field = useRef<HTMLTextAreaElement>(null);
  useGrowing(field, text);
  const isTooLong = text.length > LONGEST;
  const keys: Record<string, (event: KeyboardEvent) => void> = {
    Enter: (event) => {
      // On glass Enter begins a new line.
      if (event.shiftKey || isTouch()) return;
      event.preventDefault();
      onSend();
    },
    ArrowUp: (event) => {
      if (!isEmpty) return;
      event.preventDefault();
      onUp();
    },
    Escape: onEscape,
  };
  const paste = (event: ClipboardEvent) => {
    const pasted = [...event.clipboardData.files];
    if (pasted.length === 0 || event.clipboardData.getData("text/plain")) return;
    event.preventDefault();
    onFiles(pasted);
  };
  return (
    <>
      <textarea
        ref={field}
        id={FIELD}
        className={classes.field}
        rows={1}
        autoFocus={!isTouch()}
        aria-label={t("chats.composer.ask")}
        aria-invalid={isTooLong || undefined}
        placeholder={t("chats.composer.ask")}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (!event.nativeEvent.isComposing) keys[event.key]?.(event);
        }}
        onPaste={paste}
      />
      {isTooLong ? (
        <p className={`caption ${classes.problem}`} role="alert">
          {t("chats.composer.tooLong", { shown: format.number(text.length), most: format.number(LONGEST) })}
        </p>
      ) : null}
    </>
  );
}

function Hints({ isFull }: { isFull: boolean }) {
  const { t } = useTranslation();
  const answers = useStore(connection, (state) => state.answers);
  return (
    <>
      {answers ? null : (
        <p className={`caption ${classes.hint}`} role="status">
          <IconCloudOff className="small" />
          {t("chats.composer.offline")}
        </p>
      )}
      {isFull ? (
        <p className={`caption ${classes.hint}`} role="status">
          {t("chats.composer.full")}
        </p>
      ) : null}
    </>
  );
}

function FileInput({ input, onFiles }: { input: RefObject<HTMLInputElement | null>; onFiles: (files: File[]) => void }) {
  const { t } = useTranslation();
  return (
    <input
      ref={input}
      type="file"
      hidden
      multiple
      aria-label={t("chats.composer.attach")}
      onChange={(event) => {
        onFiles([...(event.currentTarget.files ?? [])]);
        event.currentTarget.value = "";
      }}
    />
  );
}

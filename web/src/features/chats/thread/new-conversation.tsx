import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import { usePageTitle } from "@/ui/layout/page";
import { openChat, settle } from "../api/acts";
import type { Words } from "../api/outbox";
import { Composer } from "../composer/composer";
import { changeDraft, clearDraft, draftKeyOf, forgetNewChat, useDraft, useNewChat } from "../composer/draft";
import { useUploads } from "../composer/uploads";
import { openPanel, usePanelIsOpen } from "../drawing/panel/open-panel";
import { Head } from "../head/head";
import { NEW } from "../search";
import { DropHint } from "./conversation";
import { DrawFirst } from "./draw-here";
import classes from "./thread.module.css";
import { useFileDrop } from "./use-file-drop";
import { FIELD } from "../composer/field";

const STARTS = ["story", "explain", "names", "letter"] as const;

/** A chat that is there with its first message, and not before. */
export function NewConversation() {
  const { t } = useTranslation();
  const { id: owner } = useMe();
  const key = draftKeyOf(owner, NEW);
  const standing = useDraft(key).attachments.length;
  const uploads = useUploads(key, standing);
  const { isOver, zone } = useFileDrop(uploads.take);
  const begin = useBegin(key);
  const isDrawing = usePanelIsOpen(key);
  usePageTitle(t("chats.new"));
  const start = (words: string) => {
    changeDraft(key, { text: words });
    document.getElementById(FIELD)?.focus();
  };
  return (
    <section className={classes.thread} aria-label={t("chats.conversation")} {...zone}>
      <Head chat={null} title={t("chats.new")} />
      <div className={classes.begin}>
        <h2 className="title">{t("chats.begin")}</h2>
        <p className="lead">{t("chats.beginLead")}</p>
        <ul className={classes.starts} aria-label={t("chats.starts")}>
          {STARTS.map((name) => (
            <li key={name}>
              <button type="button" onClick={() => start(t(`chats.start.${name}`))}>
                {t(`chats.start.${name}`)}
              </button>
            </li>
          ))}
        </ul>
      </div>
      {isDrawing ? (
        <DrawFirst draftKey={key} />
      ) : (
        <Composer
          draftKey={key}
          chat={null}
          uploads={uploads}
          writing={null}
          isSending={begin.isPending}
          error={begin.error}
          onSend={(words) => begin.mutate(words)}
          onStop={() => undefined}
          onEditLast={() => undefined}
          onDraw={() => openPanel(key)}
        />
      )}
      {isOver ? <DropHint /> : null}
    </section>
  );
}

/** What was typed stays in the field until the chat is there. */
function useBegin(key: string) {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const tried = useRef({ words: "", key: "" });
  return useMutation({
    mutationFn: (words: Words) => {
      // An answer that was lost on its way must not make a second chat of the same words.
      const said = JSON.stringify(words);
      if (tried.current.words !== said) tried.current = { words: said, key: crypto.randomUUID() };
      return openChat(useNewChat.getState(), words, tried.current.key);
    },
    onSuccess: (chat) => {
      settle(cache, chat);
      clearDraft(key);
      forgetNewChat();
      void navigate({ to: "/chats/{-$chat}", params: { chat: chat.id }, replace: true, viewTransition: false });
    },
  });
}

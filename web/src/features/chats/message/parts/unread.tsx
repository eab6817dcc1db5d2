import { IconAlertTriangle, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { useFormat } from "@/i18n/format";
import classes from "./parts.module.css";

/** What the model could not read for this reply, because its context holds no more. */
export function Unread({ message: { usage } }: { message: Message }) {
  const { t } = useTranslation();
  const format = useFormat();
  const unread = usage?.unread;
  if (!unread) return null;
  const { window, messages, files, tokens } = unread;
  return (
    <details className={classes.thinking}>
      <summary>
        {tokens > 0 ? <IconAlertTriangle className="small" /> : null}
        {t("chats.message.unread.title")}
        <IconChevronRight className="small" />
      </summary>
      <div className={classes.thoughts}>
        {messages > 0 ? <p>{t("chats.message.unread.messages", { count: messages, shown: format.number(messages) })}</p> : null}
        {files.map((name) => (
          <p key={name}>{t("chats.message.unread.file", { name })}</p>
        ))}
        {tokens > 0 ? <p>{t("chats.message.unread.tokens", { count: tokens, shown: format.number(tokens) })}</p> : null}
        <p>{t("chats.message.unread.window", { count: window, shown: format.number(window) })}</p>
      </div>
    </details>
  );
}

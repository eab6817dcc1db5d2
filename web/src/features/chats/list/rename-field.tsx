import { TextInput } from "@mantine/core";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChatSummary } from "@/api/types";
import { useChangeChat } from "../api/acts";

const LONGEST = 200;

/** The name of a chat, changed where it stands: Enter keeps it, Escape does not. */
export function RenameField({ chat, onDone }: { chat: Pick<ChatSummary, "id" | "title">; onDone: () => void }) {
  const { t } = useTranslation();
  const { mutate } = useChangeChat();
  const [name, setName] = useState(chat.title);
  const isOver = useRef(false);
  const end = (keep: boolean) => {
    if (isOver.current) return;
    isOver.current = true;
    const title = name.trim();
    if (keep && title && title !== chat.title) mutate({ id: chat.id, title });
    onDone();
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") end(true);
    if (event.key === "Escape") end(false);
    event.stopPropagation();
  };
  return (
    <TextInput
      flex={1}
      aria-label={t("chats.name")}
      autoFocus
      maxLength={LONGEST}
      autoComplete="off"
      value={name}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setName(event.currentTarget.value)}
      onBlur={() => end(true)}
      onKeyDown={press}
    />
  );
}

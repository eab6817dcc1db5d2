/** What a chat is called: until it has words to be named after, the server calls every one the same, in English. */
import { useTranslation } from "react-i18next";
import type { Run } from "@/api/types";

const UNNAMED = "New chat";

export function useChatTitle() {
  const { t } = useTranslation();
  return (title: string): string => (title === UNNAMED ? t("chats.new") : title);
}

/** Of a run: the chat that it answers in, or what it makes. */
export function useRunTitle({ kind, title }: Pick<Run, "kind" | "title">): string {
  const chatTitle = useChatTitle();
  return kind.startsWith("chat.") ? chatTitle(title) : title;
}

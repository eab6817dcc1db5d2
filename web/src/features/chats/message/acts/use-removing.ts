/** A message goes at once, alone or with all that follows it; one press brings it back. */
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { useRemove, useRestore } from "@/features/chats/api/message-acts";
import { offer } from "@/features/chats/undo/undo-store";

export function useRemoving() {
  const { t } = useTranslation();
  const remove = useRemove();
  const { mutateAsync: restore } = useRestore();
  return (message: Message, following: boolean) =>
    remove.mutate(
      { message, following },
      { onSuccess: () => offer({ words: following ? t("chats.message.restRemoved") : t("chats.message.removed"), back: () => void restore({ message }) }) },
    );
}

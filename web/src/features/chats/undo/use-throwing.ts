/** A chat goes into the trash at once; one press brings it back. */
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ChatSummary } from "@/api/types";
import { useTakeBack, useThrowAway } from "../api/acts";
import { offer } from "./undo-store";

export function useThrowing() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { mutate: throwAway } = useThrowAway();
  const { mutateAsync: takeBack } = useTakeBack();
  return (chat: ChatSummary, isOpen: boolean) => {
    const there = { to: "/chats/{-$chat}", viewTransition: false } as const;
    const back = async () => {
      await takeBack(chat.id);
      if (isOpen) await navigate({ ...there, params: { chat: chat.id } });
    };
    throwAway(chat, { onSuccess: () => offer({ words: t("chats.thrownAway", { title: chat.title }), back: () => void back() }) });
    if (isOpen) void navigate({ ...there, params: { chat: undefined }, search: {} });
  };
}

import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { usePageTitle } from "@/ui/layout/page";
import { usePhone } from "@/ui/layout/use-phone";
import { useChatNews } from "./api/news";
import { useDelivery } from "./api/outbox";
import { chatsOn, LOOSE } from "./api/shelves";
import classes from "./chats-page.module.css";
import { useDetails } from "./head/details-store";
import { useNarrow } from "./head/use-narrow";
import { Inspector } from "./inspector/inspector";
import { ChatList } from "./list/chat-list";
import { NoneYet } from "./none-yet";
import { NEW } from "./search";
import { Conversation } from "./thread/conversation";
import { NewConversation } from "./thread/new-conversation";
import { UndoBar } from "./undo/undo-bar";

/** The chats: their list, the one that is open, and how it is answered. */
export function ChatsPage() {
  const { chat } = useParams({ from: "/inside/shell/chats/{-$chat}" });
  const search = useSearch({ from: "/inside/shell/chats/{-$chat}" });
  const isPhone = usePhone();
  const hasDetails = useDetailsBeside();
  useChatNews();
  useDelivery();
  const open = chat === NEW ? null : chat;
  const hasList = !isPhone || open === undefined;
  const hasMiddle = !isPhone || open !== undefined;
  return (
    <div className={classes.page} data-details={(open !== undefined && hasDetails) || undefined}>
      {hasList ? <ChatList search={search} open={open ?? undefined} /> : null}
      {hasMiddle ? <Middle open={open} at={search.at} /> : <UndoBar />}
      {open === undefined ? null : <Inspector id={open} />}
    </div>
  );
}

function useDetailsBeside(): boolean {
  const isNarrow = useNarrow();
  return useDetails((state) => state.isBeside) && !isNarrow;
}

/** `open`: null for a chat that is not there yet. */
function Middle({ open, at }: { open: string | null | undefined; at: string | undefined }) {
  const conversation = open ? <Conversation key={open} id={open} at={at} /> : <NewConversation />;
  return (
    <div className={classes.middle} data-covers-on-phone>
      {open === undefined ? <NoneOpen /> : conversation}
      <UndoBar />
    </div>
  );
}

function NoneOpen() {
  const { t } = useTranslation();
  const list = useInfiniteQuery(chatsOn(LOOSE));
  usePageTitle(t("room.chats"));
  if (list.isPending) return null;
  const hasNone = list.data?.pages[0]?.items.length === 0;
  return (
    <div className={classes.none}>
      <NoneYet isAnother={!hasNone} />
    </div>
  );
}

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { usePageTitle } from "@/ui/layout/page";
import { usePhone } from "@/ui/layout/use-phone";
import { useChatNews } from "./api/news";
import { useDelivery } from "./api/outbox";
import { chatsOn, LOOSE } from "./api/shelves";
import { isGone, threadOf } from "./api/thread";
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
  useChatNews();
  useDelivery();
  const open = chat === NEW ? null : chat;
  const hasList = !isPhone || open === undefined;
  const hasMiddle = !isPhone || open !== undefined;
  const details = useDetailsOf(open);
  return (
    <div className={classes.page} data-details={details === "beside" || undefined}>
      {hasList ? <ChatList search={search} open={open ?? undefined} /> : null}
      {hasMiddle ? <Middle open={open} at={search.at} /> : <UndoBar />}
      {open === undefined || details === "none" ? null : <Inspector id={open} />}
    </div>
  );
}

/** Where the details are, or "none" for a chat that is gone. */
function useDetailsOf(open: string | null | undefined): "beside" | "afloat" | "none" {
  const isNarrow = useNarrow();
  const isBeside = useDetails((state) => state.isBeside);
  const { error } = useQuery({ ...threadOf(open ?? ""), enabled: false });
  if (open === undefined || (open && isGone(error))) return "none";
  return isBeside && !isNarrow ? "beside" : "afloat";
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

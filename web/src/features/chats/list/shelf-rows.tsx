import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorNote } from "@/ui/states/error-note";
import { SkeletonRows } from "@/ui/states/skeleton";
import { ARCHIVE, chatsOn, TRASH } from "../api/shelves";
import { ChatRow } from "./chat-row";
import classes from "./list.module.css";
import { MoreWhenSeen } from "./more-when-seen";

/** The chats that were put aside, or thrown away. */
export function ShelfRows({ name, open }: { name: "archive" | "trash"; open: string | undefined }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(chatsOn(name === "archive" ? ARCHIVE : TRASH));
  if (list.isPending) return <div className={classes.waiting}><SkeletonRows rows={4} round /></div>;
  if (list.isError && !list.data) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />;
  const chats = list.data.pages.flatMap((page) => page.items);
  if (chats.length === 0) return <p className={`caption ${classes.told}`}>{t(`chats.shelfEmpty.${name}`)}</p>;
  return (
    <>
      <ul aria-label={t(`chats.shelf.${name}`)}>
        {chats.map((chat) => (
          <ChatRow key={chat.id} chat={chat} isOpen={chat.id === open} />
        ))}
      </ul>
      <MoreWhenSeen of={list} />
    </>
  );
}

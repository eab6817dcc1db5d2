import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconChevronDown, IconChevronRight, IconFolder } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ChatFolder, ChatSummary } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { ErrorNote } from "@/ui/states/error-note";
import { usePhone } from "@/ui/layout/use-phone";
import { SkeletonRows } from "@/ui/states/skeleton";
import { NoneYet } from "../none-yet";
import { chatsOn, folders, inFolder, LOOSE, PINNED } from "../api/shelves";
import { ChatRow } from "./chat-row";
import { FolderMenu } from "./folder-menu";
import { byTime } from "./groups";
import { fold, useList } from "./list-store";
import classes from "./list.module.css";
import { MoreWhenSeen } from "./more-when-seen";

/** Pinned chats, then folders, then the rest by day. */
export function Everyday({ open }: { open: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const pinned = useInfiniteQuery(chatsOn(PINNED));
  const loose = useInfiniteQuery(chatsOn(LOOSE));
  const { data: kept = [] } = useQuery(folders);
  const groups = useMemo(() => byTime(itemsOf(loose.data)), [loose.data]);
  const onTop = itemsOf(pinned.data);
  if (loose.isPending || pinned.isPending) return <div className={classes.waiting}><SkeletonRows rows={7} round /></div>;
  const failed = [loose, pinned].find((list) => list.isError && !list.data);
  if (failed) return <div className={classes.waiting}><ErrorNote error={failed.error} onRetry={() => void failed.refetch()} /></div>;
  if (groups.length + onTop.length + kept.length === 0) return <None />;
  return (
    <>
      {onTop.length > 0 ? <Section title={t("chats.pinned")} chats={onTop} open={open} /> : null}
      {kept.map((folder) => (
        <Folder key={folder.id} folder={folder} open={open} />
      ))}
      {groups.map(({ span, begins, chats }) => (
        <Section key={span ?? begins} title={span ? t(`chats.span.${span}`) : format.month(begins)} chats={chats} open={open} />
      ))}
      <MoreWhenSeen of={loose} />
    </>
  );
}

/** A phone has nothing beside the list that would lead on. */
function None() {
  const { t } = useTranslation();
  return usePhone() ? <NoneYet /> : <p className={`caption ${classes.told}`}>{t("chats.listEmpty")}</p>;
}

const itemsOf = (list: { pages: { items: ChatSummary[] }[] } | undefined) => list?.pages.flatMap((page) => page.items) ?? [];

function Section({ title, chats, open }: { title: string; chats: ChatSummary[]; open: string | undefined }) {
  return (
    <section aria-label={title}>
      <h2 className={`label ${classes.group}`}>{title}</h2>
      <ul>
        {chats.map((chat) => (
          <ChatRow key={chat.id} chat={chat} isOpen={chat.id === open} />
        ))}
      </ul>
    </section>
  );
}

function Folder({ folder, open }: { folder: ChatFolder; open: string | undefined }) {
  const isClosed = useList((state) => state.closed.includes(folder.id));
  return (
    <section aria-label={folder.name}>
      <div className={classes.folder}>
        <h2>
          <button type="button" className={`label ${classes.group}`} aria-expanded={!isClosed} onClick={() => fold(folder.id, !isClosed)}>
            <IconFolder className="small" />
            <span className="cut">{folder.name}</span>
            {isClosed ? <span className="faint tnum">{folder.chats}</span> : null}
            {isClosed ? <IconChevronRight className="small" /> : <IconChevronDown className="small" />}
          </button>
        </h2>
        <FolderMenu folder={folder} />
      </div>
      {isClosed ? null : <FolderRows folder={folder} open={open} />}
    </section>
  );
}

function FolderRows({ folder, open }: { folder: ChatFolder; open: string | undefined }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(chatsOn(inFolder(folder.id)));
  const chats = itemsOf(list.data);
  if (list.isSuccess && chats.length === 0) return <p className={`caption ${classes.told}`}>{t("chats.folder.empty")}</p>;
  return (
    <>
      <ul>
        {chats.map((chat) => (
          <ChatRow key={chat.id} chat={chat} isOpen={chat.id === open} />
        ))}
      </ul>
      <MoreWhenSeen of={list} />
    </>
  );
}

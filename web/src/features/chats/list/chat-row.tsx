import { ActionIcon } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconDots } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, memo } from "react";
import { useTranslation } from "react-i18next";
import { useLiveRun } from "@/api/live";
import { activeRuns } from "@/api/runs";
import type { ChatSummary, Run } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Avatar } from "@/ui/marks/avatar";
import { Ring } from "@/ui/marks/ring";
import { shareOf, useRunWords } from "@/ui/runs/run-words";
import { useChatTitle } from "@/ui/marks/chat-title";
import { useThrowing } from "../undo/use-throwing";
import { ChatMenu } from "./chat-menu";
import { rename, useList } from "./list-store";
import classes from "./list.module.css";
import { RenameField } from "./rename-field";

/** One chat of the list: its name, its last words, when, and whether something is under way. */
export const ChatRow = memo(function ChatRow({ chat, isOpen }: { chat: ChatSummary; isOpen: boolean }) {
  const { t } = useTranslation();
  const title = useChatTitle()(chat.title);
  const format = useFormat();
  const navigate = useNavigate();
  const isRenaming = useList((state) => state.renaming === chat.id);
  const throwAway = useThrowing();
  const press = (event: KeyboardEvent) => {
    if (event.key === "F2") rename(chat.id);
    else if (event.key === "Delete" && !chat.deleted_at) throwAway(chat, isOpen);
    else return;
    event.preventDefault();
  };
  if (isRenaming) {
    return (
      <li className={classes.row} data-open={isOpen || undefined}>
        <Face chat={chat} />
        <RenameField chat={chat} onDone={() => rename(null)} />
      </li>
    );
  }
  return (
    <li className={classes.row} data-open={isOpen || undefined}>
      <Link
        to="/chats/{-$chat}"
        params={{ chat: chat.id }}
        search={(now) => ({ shelf: now.shelf })}
        className={classes.way}
        aria-current={isOpen ? "page" : undefined}
        data-row
        viewTransition={false}
        onKeyDown={press}
        onDoubleClick={() => {
          if (isOpen) rename(chat.id);
          else void navigate({ to: "/chats/{-$chat}", params: { chat: chat.id } });
        }}
      >
        <Face chat={chat} />
        <span className={classes.words}>
          <span className={classes.first}>
            <span className="strong cut" title={title}>
              {title}
            </span>
            <time dateTime={chat.active_at} title={format.moment(chat.active_at)}>
              {format.brief(chat.active_at)}
            </time>
          </span>
          <span className={classes.second}>{chat.run_id ? <UnderWay id={chat.run_id} /> : <span className="muted cut">{chat.snippet}</span>}</span>
        </span>
      </Link>
      <ChatMenu chat={chat} isOpen={isOpen} onRename={() => rename(chat.id)}>
        <ActionIcon className={classes.acts ?? ""} size="sm" aria-label={t("chats.menu", { title: chat.title })} title={t("chats.acts")}>
          <IconDots className="small" />
        </ActionIcon>
      </ChatMenu>
    </li>
  );
});

function Face({ chat }: { chat: ChatSummary }) {
  return <Avatar person={{ id: chat.id, name: chat.title, username: "?", avatar_url: null }} size="m" />;
}

function UnderWay({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data: runs = [] } = useQuery(activeRuns);
  const run = runs.find((one) => one.id === id);
  return run ? <Live run={run} /> : (
    <>
      <span className="muted cut">{t("chats.writing")}</span>
      <Ring share={null} />
    </>
  );
}

function Live({ run }: { run: Run }) {
  const { t } = useTranslation();
  const live = useLiveRun(run);
  const tell = useRunWords();
  const isPlain = live.state === "running" && !live.live.place && (live.live.stage === null || Boolean(live.live.text));
  return (
    <>
      <span className="muted cut">{isPlain ? t("chats.writing") : tell(live).state}</span>
      <Ring share={shareOf(live)} />
    </>
  );
}

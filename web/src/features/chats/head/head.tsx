import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconChevronDown, IconChevronLeft, IconCube, IconDots, IconLayoutSidebarRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useChatTitle } from "@/ui/marks/chat-title";
import type { ChatFacts } from "../api/thread";
import { ModelMenu } from "../composer/model-menu";
import { useModels } from "../composer/models";
import { useSettings } from "../composer/settings";
import { ChatMenu } from "../list/chat-menu";
import { RenameField } from "../list/rename-field";
import { float, showBeside, useDetails } from "./details-store";
import classes from "./head.module.css";
import { useNarrow } from "./use-narrow";

type Props = {
  /** Null before it is there. */
  chat: ChatFacts | null;
  title?: string;
  /** Where there is no chat that could have a model and details. */
  isBare?: boolean;
};

/** Over the conversation: its name, its model, and what can be done with it. */
export function Head({ chat, title, isBare = false }: Props) {
  const { t } = useTranslation();
  const [isRenaming, setRenaming] = useState(false);
  const titleOf = useChatTitle();
  const isFrozen = Boolean(chat?.deleted_at);
  return (
    <header className={classes.head}>
      <ActionIcon
        className="only-phone"
        aria-label={t("chats.allChats")}
        renderRoot={(props) => <Link to="/chats/{-$chat}" params={{ chat: undefined }} search={{}} viewTransition={false} {...props} />}
      >
        <IconChevronLeft />
      </ActionIcon>
      {chat && isRenaming ? (
        <RenameField chat={chat} onDone={() => setRenaming(false)} />
      ) : (
        <Title chat={chat} title={chat ? titleOf(chat.title) : title} onRename={() => setRenaming(true)} />
      )}
      <span className={classes.gap} />
      {isFrozen || isBare ? null : <ModelButton chat={chat} />}
      {isBare ? null : <DetailsButton />}
      {chat ? (
        <ChatMenu chat={chat} isOpen onRename={() => setRenaming(true)} more={<DetailsItem />}>
          <ActionIcon aria-label={t("chats.menu", { title: chat.title })} title={t("chats.acts")}>
            <IconDots />
          </ActionIcon>
        </ChatMenu>
      ) : null}
    </header>
  );
}

function Title({ chat, title, onRename }: { chat: ChatFacts | null; title: string | undefined; onRename: () => void }) {
  return (
    <h1 className="cut" title={title}>
      {chat && !chat.deleted_at ? (
        <button type="button" className={`cut ${classes.title}`} onClick={onRename}>
          {title}
        </button>
      ) : (
        <span className={`cut ${classes.title}`}>{title}</span>
      )}
    </h1>
  );
}

function ModelButton({ chat }: { chat: ChatFacts | null }) {
  const { t } = useTranslation();
  const { settings, change } = useSettings(chat);
  const { title } = useModels();
  return (
    <ModelMenu chosen={settings} label={t("chats.model.choose")} onChoose={change}>
      <Button className={`no-phone ${classes.model}`} size="sm" variant="quiet" title={t("chats.model.choose")} leftSection={<IconCube />} rightSection={<IconChevronDown />}>
        <span className="cut">{title(settings) ?? t("chats.model.noneShort")}</span>
        <span className="hidden-words">{t("chats.model.choose")}</span>
      </Button>
    </ModelMenu>
  );
}

function DetailsItem() {
  const { t } = useTranslation();
  return (
    <Menu.Item className="only-phone" leftSection={<IconLayoutSidebarRight />} onClick={() => float(true)}>
      {t("chats.details")}
    </Menu.Item>
  );
}

function DetailsButton() {
  const { t } = useTranslation();
  const isNarrow = useNarrow();
  const { isBeside, isFloating } = useDetails();
  const isOpen = isNarrow ? isFloating : isBeside;
  const label = isOpen ? t("chats.hideDetails") : t("chats.showDetails");
  return (
    <ActionIcon className="no-phone" aria-label={label} title={label} aria-expanded={isOpen} onClick={() => (isNarrow ? float(!isFloating) : showBeside(!isBeside))}>
      <IconLayoutSidebarRight />
    </ActionIcon>
  );
}

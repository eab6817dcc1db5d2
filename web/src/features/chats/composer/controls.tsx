import { ActionIcon } from "@mantine/core";
import { IconArrowUp, IconChevronDown, IconCube, IconPlayerStopFilled, IconPlus, IconWorld, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ChatFacts } from "../api/thread";
import classes from "./composer.module.css";
import { ModelMenu } from "./model-menu";
import { useModels } from "./models";
import { useSettings } from "./settings";

type Props = {
  chat: ChatFacts | null;
  isOpen: boolean;
  onOpen: () => void;
  isWebOn: boolean;
  onWebOff: () => void;
  writing: string | null;
  onStop: (run: string) => void;
  isEmpty: boolean;
  canSend: boolean;
  isSending: boolean;
  onSend: () => void;
};

/** Under the field: what can be added, who answers, and sending or stopping. */
export function Controls({ chat, isOpen, onOpen, isWebOn, onWebOff, writing, onStop, isEmpty, ...sending }: Props) {
  const { t } = useTranslation();
  const label = isOpen ? t("chats.composer.closeTray") : t("chats.composer.add");
  return (
    <div className={classes.controls}>
      <ActionIcon
        aria-label={label}
        title={label}
        aria-expanded={isOpen}
        aria-controls={isOpen ? "composer-tray" : undefined}
        data-expanded={isOpen || undefined}
        onClick={onOpen}
      >
        {isOpen ? <IconX /> : <IconPlus />}
      </ActionIcon>
      <ModelChip chat={chat} />
      {isWebOn ? (
        <button type="button" className={classes.chip} aria-label={t("chats.composer.webOff")} onClick={onWebOff}>
          <IconWorld className="small" />
          {t("chats.composer.web")}
          <IconX className="small" />
        </button>
      ) : null}
      <span className={classes.gap} />
      {writing ? (
        <ActionIcon className={classes.round ?? ""} aria-label={t("chats.composer.stop")} title={`${t("chats.composer.stop")} (Esc)`} onClick={() => onStop(writing)}>
          <IconPlayerStopFilled className="small" />
        </ActionIcon>
      ) : null}
      {writing && isEmpty ? null : <Send {...sending} />}
    </div>
  );
}

function Send({ canSend, isSending, onSend }: Pick<Props, "canSend" | "isSending" | "onSend">) {
  const { t } = useTranslation();
  return (
    <ActionIcon
      className={classes.round ?? ""}
      disabled={!canSend}
      loading={isSending}
      aria-label={t("chats.composer.send")}
      title={t("chats.composer.send")}
      onClick={onSend}
    >
      <IconArrowUp />
    </ActionIcon>
  );
}

function ModelChip({ chat }: { chat: ChatFacts | null }) {
  const { t } = useTranslation();
  const { settings, change } = useSettings(chat);
  const { title } = useModels();
  return (
    <ModelMenu chosen={settings} label={t("chats.model.choose")} position="top-start" onChoose={change}>
      <button type="button" className={classes.chip} title={t("chats.model.choose")}>
        <IconCube className="small" />
        <span className="cut">{title(settings) ?? t("chats.model.noneShort")}</span>
        <span className="hidden-words">{t("chats.model.choose")}</span>
        <IconChevronDown className="small" />
      </button>
    </ModelMenu>
  );
}

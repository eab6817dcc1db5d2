import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { IconAlertTriangle, IconClock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { connection } from "@/api/connection";
import { Dot } from "@/ui/marks/dot";
import { useFailureWords } from "@/ui/states/failure-words";
import { drop, type Outgoing, postAgain } from "../api/outbox";
import { changeDraft } from "../composer/draft";
import { Bubble } from "../message/bubble";
import message from "../message/message.module.css";
import { Files } from "../message/parts/files";
import classes from "./thread.module.css";
import { FIELD } from "../composer/field";

const marks: Record<Outgoing["state"], ReactNode> = {
  sending: <Dot look="busy" />,
  waiting: <IconClock className="small" />,
  refused: <IconAlertTriangle className="small" />,
};

function OnItsWay({ isSending }: { isSending: boolean }) {
  const { t } = useTranslation();
  const answers = useStore(connection, (state) => state.answers);
  if (isSending) return t("chats.sending");
  return answers ? t("chats.sentAfter") : t("chats.sentLater");
}

/** A message that the server does not have yet: why, and what can be done. */
export function OutgoingView({ item }: { item: Outgoing }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const tell = useFailureWords();
  const words = item.reason ? tell(item.reason) : null;
  const takeBack = () => {
    changeDraft(`${item.owner}.${item.chat}`, (now) => ({
      text: now.text ? `${item.content}\n\n${now.text}` : item.content,
      attachments: [...item.attachments, ...now.attachments],
    }));
    drop(item.key);
    document.getElementById(FIELD)?.focus();
  };
  return (
    <article className={message.person} aria-label={t("chats.message.yours")}>
      <Files attachments={item.attachments} />
      {item.content ? <Bubble text={item.content} isPale /> : null}
      <div className={classes.sending} role={words ? "alert" : "status"} data-bad={words ? true : undefined}>
        {marks[item.state]}
        <span className="caption">{words ? `${t("chats.notSent")} ${words.what} ${words.hint ?? words.who}` : <OnItsWay isSending={item.state === "sending"} />}</span>
        {item.state === "refused" ? (
          <Button size="sm" onClick={() => postAgain(cache, item)}>
            {t("common.retry")}
          </Button>
        ) : null}
        {item.state === "sending" ? null : (
          <Button size="sm" variant="quiet" onClick={takeBack}>
            {t("chats.intoField")}
          </Button>
        )}
      </div>
    </article>
  );
}

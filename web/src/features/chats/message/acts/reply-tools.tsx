import { ActionIcon } from "@mantine/core";
import { IconPencil, IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";
import { ErrorNote } from "@/ui/states/error-note";
import { useAskAgain } from "@/features/chats/api/message-acts";
import { edit } from "../editing";
import type { MessageProps } from "../message";
import classes from "./acts.module.css";
import { Branches } from "./branches";
import { CopyText } from "./copy-text";
import { ReplyMenu } from "./reply-menu";

/** Under a reply: its neighbours, what can be done with it, and what it cost. */
export function ReplyTools({ message, isFrozen }: MessageProps) {
  const { t } = useTranslation();
  const again = useAskAgain();
  if (message.state === "writing") return message.branch.count > 1 ? <div className={classes.tools}><Branches message={message} isFrozen={isFrozen} /></div> : null;
  return (
    <>
      <div className={classes.tools}>
        <Branches message={message} isFrozen={isFrozen} />
        <CopyText text={message.content} />
        {isFrozen ? null : (
          <>
            <ActionIcon size="sm" loading={again.isPending} aria-label={t("chats.message.again")} title={t("chats.message.again")} onClick={() => again.mutate({ message })}>
              <IconRefresh className="small" />
            </ActionIcon>
            <ActionIcon data-edit className="no-phone" size="sm" aria-label={t("chats.message.edit")} title={t("chats.message.edit")} onClick={() => edit(message.id)}>
              <IconPencil className="small" />
            </ActionIcon>
            <ReplyMenu message={message} />
          </>
        )}
        <Cost message={message} />
      </div>
      {again.error ? <ErrorNote error={again.error} /> : null}
    </>
  );
}

function Cost({ message: { usage } }: Pick<MessageProps, "message">) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!usage) return null;
  const tokens = t("chats.message.tokens", { count: usage.completion_tokens, shown: format.number(usage.completion_tokens) });
  const speed = usage.tokens_per_s === null ? null : t("chats.message.speed", { speed: format.number(Math.round(usage.tokens_per_s)) });
  const whole = t("chats.message.cost", { prompt: format.number(usage.prompt_tokens), span: format.took(usage.seconds * 1000) });
  return (
    <span className={`caption tnum ${classes.cost}`} title={whole}>
      {[tokens, speed].filter(Boolean).join(" · ")}
    </span>
  );
}

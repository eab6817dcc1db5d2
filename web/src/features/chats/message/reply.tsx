import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useRunById } from "@/api/live";
import { nameOf } from "@/api/models";
import type { Message, Run } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Mark } from "@/ui/marks/brand";
import { refreshChat } from "../api/news";
import { isWriting as isBeingWritten, type Thread, threadKey } from "../api/thread";
import { useModels } from "../composer/models";
import { ReplyTools } from "./acts/reply-tools";
import { EditField } from "./edit-field";
import { useEditing } from "./editing";
import type { MessageProps } from "./message";
import classes from "./message.module.css";
import { Drawn } from "./parts/drawn";
import { SearchDone } from "./parts/search-done";
import { Thinking } from "./parts/thinking";
import { Told } from "./parts/told";
import { Trouble } from "./parts/trouble";
import { Unread } from "./parts/unread";
import { Waiting } from "./parts/waiting";

/** What a model answered, from its place in line to its last word. */
export function Reply({ message, isFrozen }: MessageProps) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const isWriting = isBeingWritten(message);
  const run = useRunById(isWriting ? message.run_id : null, () => void refreshChat(cache, message.chat_id));
  return (
    <article className={classes.reply} aria-label={t("chats.message.reply")} aria-busy={isWriting || undefined}>
      <span className={classes.face} aria-hidden="true">
        <Mark size={20} />
      </span>
      {message.drawing ? (
        <div className={classes.content}>
          <Who message={message} />
          <Drawn message={message} drawing={message.drawing} isFrozen={isFrozen} />
        </div>
      ) : (
        <Content message={message} isFrozen={isFrozen} run={run} />
      )}
    </article>
  );
}

function Content({ message, isFrozen, run }: MessageProps & { run: Run | null }) {
  const isWriting = message.state === "writing";
  const isEditing = useEditing((state) => state.id === message.id);
  const { text, thinking } = wordsOf(message, run);
  return (
    <div className={classes.content}>
      <Who message={message} />
      {message.search ? <SearchDone search={message.search} /> : null}
      {thinking ? <Thinking text={thinking} isLive={isWriting && !text} /> : null}
      {isEditing ? <EditField message={message} /> : <Told text={text} isLive={isWriting} sources={message.search?.sources} />}
      {isWriting && !text ? <Waiting run={run} /> : null}
      <Trouble message={message} isFrozen={isFrozen} />
      <Unread message={message} />
      {isEditing ? null : <ReplyTools message={message} isFrozen={isFrozen} />}
    </div>
  );
}

/** While it is written, its words are those of the run. */
function wordsOf(message: Message, run: Run | null): { text: string; thinking: string } {
  if (message.state !== "writing" || !run) return { text: message.content, thinking: message.thinking };
  return { text: run.live.text ?? message.content, thinking: run.live.thinking ?? message.thinking };
}

const USUAL = { channel_id: null, model: null };

function Who({ message }: { message: Message }) {
  const { t } = useTranslation();
  const format = useFormat();
  const cache = useQueryClient();
  const { title } = useModels();
  // Who writes is known for sure when it is written.
  const model = message.model ?? title(cache.getQueryData<Thread>(threadKey(message.chat_id))?.chat ?? USUAL);
  const name = message.drawing ? message.drawing.template_name || t("chats.composer.picture") : model ? nameOf(model) : t("chats.message.someone");
  return (
    <p className={classes.who}>
      <span className="cut">{name}</span>
      {message.demo ? <span className="caption">{t("chats.message.demo")}</span> : null}
      <time className={`caption ${classes.when}`} dateTime={message.created_at} title={format.moment(message.created_at)}>
        {format.time(message.created_at)}
      </time>
    </p>
  );
}

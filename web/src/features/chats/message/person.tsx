import { ActionIcon } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Branches } from "./acts/branches";
import { CopyText } from "./acts/copy-text";
import { PersonMenu } from "./acts/person-menu";
import { Bubble } from "./bubble";
import { EditField } from "./edit-field";
import { edit, useEditing } from "./editing";
import type { MessageProps } from "./message";
import classes from "./message.module.css";
import { Files } from "./parts/files";

/** What the person said: a soft bubble at the right. */
export function Person({ message, isFrozen }: MessageProps) {
  const { t } = useTranslation();
  const isEditing = useEditing((state) => state.id === message.id);
  return (
    <article className={classes.person} aria-label={t("chats.message.yours")}>
      <Files attachments={message.attachments} />
      {isEditing ? (
        <EditField message={message} />
      ) : (
        <div className={classes.said}>
          {message.content ? <Bubble text={message.content} /> : null}
          <div className={classes.beside}>
            <Branches message={message} isFrozen={isFrozen} />
            <span className={classes.quiet}>
              <CopyText text={message.content} />
              {isFrozen ? null : (
                <>
                  <ActionIcon data-edit className="no-phone" size="sm" aria-label={t("chats.message.edit")} title={t("chats.message.edit")} onClick={() => edit(message.id)}>
                    <IconPencil className="small" />
                  </ActionIcon>
                  <PersonMenu message={message} />
                </>
              )}
            </span>
          </div>
        </div>
      )}
    </article>
  );
}

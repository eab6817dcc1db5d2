import { Button, Switch } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/ui/controls/dialog";
import { DialogFoot } from "@/ui/controls/dialog-foot";
import { ThingSkeleton } from "@/ui/layout/thing-row";
import { ErrorNote } from "@/ui/states/error-note";
import { Listed } from "@/ui/states/listed";
import { sharesOf, useShare } from "./api";
import classes from "./moving.module.css";
import { ShareRow } from "./share-row";

type Props = {
  chat: { id: string; title: string };
  /** Where the shared part ends; without it, where the chat ends now. */
  messageId?: string;
  onClose: () => void;
};

/** Links by which anybody may read a chat: made, copied, taken back. */
export function ShareDialog({ chat, messageId, onClose }: Props) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(sharesOf(chat.id));
  const share = useShare(chat.id);
  const [isNamed, setNamed] = useState(false);
  return (
    <Dialog title={t("moving.share.title")} onClose={onClose}>
      <div className={classes.column}>
        <p className="muted">{t(messageId ? "moving.share.leadUpTo" : "moving.share.lead")}</p>
        <Switch
          label={t("moving.share.named")}
          description={t("moving.share.namedWhy")}
          checked={isNamed}
          onChange={(event) => setNamed(event.currentTarget.checked)}
        />
        {share.error ? <ErrorNote error={share.error} /> : null}
        <Listed of={list} waiting={<ThingSkeleton rows={1} />} none={null}>
          {(found) => (
            <ul className={classes.links} aria-label={t("moving.share.links")}>
              {found.map((link) => (
                <ShareRow key={link.id} share={link} isNew={share.data?.id === link.id} />
              ))}
            </ul>
          )}
        </Listed>
        <DialogFoot onCancel={onClose}>
          <Button variant="primary" loading={share.isPending} onClick={() => share.mutate({ message_id: messageId ?? null, is_named: isNamed })}>
            {t("moving.share.make")}
          </Button>
        </DialogFoot>
      </div>
    </Dialog>
  );
}

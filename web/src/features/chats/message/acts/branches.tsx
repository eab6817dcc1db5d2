import { ActionIcon } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { useShowBranch } from "@/features/chats/api/message-acts";
import classes from "./acts.module.css";

/** Which of several that answer the same is shown, and the way to its neighbours. */
export function Branches({ message, isFrozen }: { message: Message; isFrozen: boolean }) {
  const { t } = useTranslation();
  const show = useShowBranch();
  const { index, count, previous_id, next_id } = message.branch;
  if (count < 2) return null;
  const to = (sibling: string | null) => sibling && show.mutate({ message, sibling });
  return (
    <span className={classes.branch} role="group" aria-label={t("chats.message.branch", { index, count })}>
      <ActionIcon size="sm" disabled={!previous_id || isFrozen || show.isPending} aria-label={t("chats.message.previous")} onClick={() => to(previous_id)}>
        <IconChevronLeft className="small" />
      </ActionIcon>
      <span aria-hidden="true">
        {index}/{count}
      </span>
      <ActionIcon size="sm" disabled={!next_id || isFrozen || show.isPending} aria-label={t("chats.message.next")} onClick={() => to(next_id)}>
        <IconChevronRight className="small" />
      </ActionIcon>
    </span>
  );
}

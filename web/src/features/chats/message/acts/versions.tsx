import { Button, Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { ErrorNote } from "@/ui/states/error-note";
import { SkeletonRows } from "@/ui/states/skeleton";
import { useEdit, versionsOf } from "@/features/chats/api/message-acts";
import { useFocusBack } from "@/ui/controls/use-focus-back";
import classes from "./acts.module.css";

/** Every text that a message ever had, the newest first. */
export function Versions({ message, onClose }: { message: Message; onClose: () => void }) {
  const { t } = useTranslation();
  useFocusBack();
  const format = useFormat();
  const { data, error, refetch } = useQuery(versionsOf(message));
  const change = useEdit();
  const put = (content: string) => change.mutate({ message, content, asBranch: false, reply: false }, { onSuccess: onClose });
  return (
    <Drawer opened onClose={onClose} title={t("chats.message.versions")} closeButtonProps={{ "aria-label": t("common.close") }}>
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {change.error ? <ErrorNote error={change.error} /> : null}
      {data || error ? null : <SkeletonRows rows={2} />}
      <ol className={classes.versions}>
        {[...(data ?? [])].reverse().map((version) => (
          <li key={version.number}>
            <p className="caption">
              {t(`chats.message.cause.${version.cause}`)}, {format.moment(version.created_at)}
            </p>
            <p className={classes.text}>{version.content}</p>
            {version.number === message.version ? (
              <p className="caption">{t("chats.message.versionNow")}</p>
            ) : (
              <Button size="sm" disabled={change.isPending} onClick={() => put(version.content)}>
                {t("chats.message.putBack")}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Drawer>
  );
}

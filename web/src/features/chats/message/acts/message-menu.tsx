import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconGitFork, IconHistory, IconPencil, IconTrash } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { edit } from "../editing";
import { useForking } from "./use-forking";
import { useRemoving } from "./use-removing";
import { Versions } from "./versions";

type Props = {
  message: Message;
  side: "start" | "end";
  /** What can be done with a message of this kind alone. */
  children: ReactNode;
};

/** What else can be done with a message. */
export function MessageMenu({ message, side, children }: Props) {
  const { t } = useTranslation();
  const fork = useForking();
  const remove = useRemoving();
  const [isLooking, setLooking] = useState(false);
  return (
    <>
      <Menu position={`bottom-${side}`} width={244}>
        <Menu.Target>
          <ActionIcon size="sm" aria-label={t("chats.message.more")} title={t("chats.message.more")}>
            <IconDots className="small" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {children}
          <Menu.Item className="only-phone" leftSection={<IconPencil />} onClick={() => edit(message.id)}>
            {t("chats.message.edit")}
          </Menu.Item>
          <Menu.Item leftSection={<IconGitFork />} onClick={() => fork(message)}>
            {t("chats.message.fork")}
          </Menu.Item>
          {message.version > 1 ? (
            <Menu.Item leftSection={<IconHistory />} onClick={() => setLooking(true)}>
              {t("chats.message.versions")}
            </Menu.Item>
          ) : null}
          <Menu.Divider />
          <Menu.Item data-danger leftSection={<IconTrash />} onClick={() => remove(message, false)}>
            {t("chats.message.remove")}
          </Menu.Item>
          <Menu.Item data-danger leftSection={<IconTrash />} onClick={() => remove(message, true)}>
            {t("chats.message.removeRest")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isLooking ? <Versions message={message} onClose={() => setLooking(false)} /> : null}
    </>
  );
}

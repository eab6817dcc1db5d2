import { Menu } from "@mantine/core";
import { IconCube, IconPlayerTrackNext } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { useAskAgain, useGoOn } from "@/features/chats/api/message-acts";
import { ModelItems } from "@/features/chats/composer/model-menu";
import { MessageMenu } from "./message-menu";

/** What else can be done with a reply. */
export function ReplyMenu({ message }: { message: Message }) {
  const { t } = useTranslation();
  const again = useAskAgain();
  const goOn = useGoOn();
  return (
    <MessageMenu message={message} side="start">
      <Menu.Sub>
        <Menu.Sub.Target>
          <Menu.Sub.Item leftSection={<IconCube />}>{t("chats.message.withOther")}</Menu.Sub.Item>
        </Menu.Sub.Target>
        <Menu.Sub.Dropdown>
          <ModelItems chosen={message} onChoose={(chosen) => again.mutate({ message, ...chosen })} />
        </Menu.Sub.Dropdown>
      </Menu.Sub>
      <Menu.Item leftSection={<IconPlayerTrackNext />} onClick={() => goOn.mutate({ message })}>
        {t("chats.message.goOn")}
      </Menu.Item>
    </MessageMenu>
  );
}

import { Menu } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { useAskAgain } from "@/features/chats/api/message-acts";
import { MessageMenu } from "./message-menu";

/** What else can be done with what one has said. */
export function PersonMenu({ message }: { message: Message }) {
  const { t } = useTranslation();
  const ask = useAskAgain();
  return (
    <MessageMenu message={message} side="end">
      <Menu.Item leftSection={<IconRefresh />} onClick={() => ask.mutate({ message })}>
        {t("chats.message.ask")}
      </Menu.Item>
    </MessageMenu>
  );
}

import { Menu } from "@mantine/core";
import { IconDownload, IconFileImport, IconShare } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ExportDialog } from "./export-dialog";
import { ImportDialog } from "./import-dialog";
import { ShareDialog } from "./share-dialog";

/** Lines for the menu of a chat, and the dialog that they open; it stands beside the menu, which closes. */
export function useChatMoving(chat: { id: string; title: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<"share" | "export" | null>(null);
  const close = () => setOpen(null);
  const items = (
    <>
      <Menu.Item leftSection={<IconShare />} onClick={() => setOpen("share")}>
        {t("moving.acts.share")}
      </Menu.Item>
      <Menu.Item leftSection={<IconDownload />} onClick={() => setOpen("export")}>
        {t("moving.acts.save")}
      </Menu.Item>
    </>
  );
  const dialog = open === "share" ? <ShareDialog chat={chat} onClose={close} /> : open === "export" ? <ExportDialog chat={chat} onClose={close} /> : null;
  return { items, dialog };
}

/** The same for the menu of all chats. */
export function useBringingIn(onOpen?: (chatId: string) => void) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const open = (chatId: string) => {
    setOpen(false);
    onOpen?.(chatId);
  };
  const items = (
    <Menu.Item leftSection={<IconFileImport />} onClick={() => setOpen(true)}>
      {t("moving.acts.bring")}
    </Menu.Item>
  );
  return { items, dialog: isOpen ? <ImportDialog onClose={() => setOpen(false)} {...(onOpen ? { onOpen: open } : {})} /> : null };
}

import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconFolderOff, IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChatFolder } from "@/api/types";
import { Confirm } from "@/ui/controls/confirm";
import { useFolderActs } from "../api/acts";
import { FolderDialog } from "./folder-dialog";

/** What can be done with a folder. Its chats stay when it goes. */
export function FolderMenu({ folder }: { folder: ChatFolder }) {
  const { t } = useTranslation();
  const { remove } = useFolderActs();
  const [asks, setAsks] = useState<"rename" | "remove" | null>(null);
  const close = () => setAsks(null);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size="sm" aria-label={t("chats.folder.menu", { name: folder.name })} title={t("chats.folder.menu", { name: folder.name })}>
            <IconDots className="small" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil />} onClick={() => setAsks("rename")}>
            {t("chats.rename")}
          </Menu.Item>
          <Menu.Item leftSection={<IconFolderOff />} onClick={() => setAsks("remove")}>
            {t("chats.folder.remove")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asks === "rename" ? <FolderDialog folder={folder} onClose={close} /> : null}
      {asks === "remove" ? (
        <Confirm
          title={t("chats.folder.removeTitle", { name: folder.name })}
          action={t("chats.folder.remove")}
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(folder.id, { onSuccess: close })}
          onClose={close}
        >
          <p className="muted">{t("chats.folder.removeWhy")}</p>
        </Confirm>
      ) : null}
    </>
  );
}

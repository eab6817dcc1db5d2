import { ActionIcon, Menu } from "@mantine/core";
import { IconArchive, IconDots, IconFolderPlus, IconTrash } from "@tabler/icons-react";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBringingIn } from "../moving/use-moving";
import { FolderDialog } from "./folder-dialog";

/** What concerns all chats together. */
export function ListMenu() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { chat } = useParams({ strict: false });
  const [isMaking, setMaking] = useState(false);
  const bringing = useBringingIn((opened) => void navigate({ to: "/chats/{-$chat}", params: { chat: opened }, viewTransition: false }));
  const show = (shelf: "archive" | "trash") => void navigate({ to: "/chats/{-$chat}", params: { chat }, search: { shelf }, viewTransition: false });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t("chats.listMenu")} title={t("chats.listMenu")}>
            <IconDots />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFolderPlus />} onClick={() => setMaking(true)}>
            {t("chats.folder.new")}
          </Menu.Item>
          {bringing.items}
          <Menu.Divider />
          <Menu.Item leftSection={<IconArchive />} onClick={() => show("archive")}>
            {t("chats.shelf.archive")}
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash />} onClick={() => show("trash")}>
            {t("chats.shelf.trash")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {bringing.dialog}
      {isMaking ? <FolderDialog onClose={() => setMaking(false)} /> : null}
    </>
  );
}

import { Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconArchive, IconArchiveOff, IconArrowBackUp, IconCheck, IconFolder, IconFolderPlus, IconPencil, IconPin, IconPinnedOff, IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChatSummary } from "@/api/types";
import { Confirm } from "@/ui/controls/confirm";
import { useChangeChat, useDeleteForEver, useTakeBack } from "../api/acts";
import { folders } from "../api/shelves";
import { useChatMoving } from "../moving/use-moving";
import { useThrowing } from "../undo/use-throwing";
import { FolderDialog } from "./folder-dialog";

type Props = { chat: ChatSummary; isOpen: boolean; onRename: () => void; more?: ReactNode; children: ReactElement };

/** What can be done with a chat, from its row and from its head. */
export function ChatMenu({ chat, isOpen, onRename, more, children }: Props) {
  const [isMaking, setMaking] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const { mutate: change } = useChangeChat();
  const moving = useChatMoving(chat);
  const further = (
    <>
      {moving.items}
      {more}
    </>
  );
  return (
    <>
      <Menu position="bottom-end" width={232}>
        <Menu.Target>{children}</Menu.Target>
        <Menu.Dropdown>
          {chat.deleted_at ? <TakeBack chat={chat} onDelete={() => setDeleting(true)} /> : <Acts chat={chat} isOpen={isOpen} onRename={onRename} more={further} onMakeFolder={() => setMaking(true)} />}
        </Menu.Dropdown>
      </Menu>
      {moving.dialog}
      {isDeleting ? <DeleteForEver chat={chat} isOpen={isOpen} onClose={() => setDeleting(false)} /> : null}
      {isMaking ? <FolderDialog onMade={({ id }) => change({ id: chat.id, folder_id: id })} onClose={() => setMaking(false)} /> : null}
    </>
  );
}

function TakeBack({ chat, onDelete }: { chat: ChatSummary; onDelete: () => void }) {
  const { t } = useTranslation();
  const { mutate: takeBack } = useTakeBack();
  return (
    <>
      <Menu.Item leftSection={<IconArrowBackUp />} onClick={() => takeBack(chat.id)}>
        {t("chats.takeBack")}
      </Menu.Item>
      <Menu.Item data-danger leftSection={<IconTrash />} onClick={onDelete}>
        {t("chats.deleteForEver")}
      </Menu.Item>
    </>
  );
}

function DeleteForEver({ chat, isOpen, onClose }: { chat: ChatSummary; isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const remove = useDeleteForEver();
  const done = () => {
    onClose();
    if (isOpen) void navigate({ to: "/chats/{-$chat}", params: { chat: undefined }, search: (now) => ({ shelf: now.shelf }), viewTransition: false });
  };
  return (
    <Confirm
      title={t("chats.deleteForEverTitle", { title: chat.title })}
      action={t("chats.deleteForEver")}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(chat.id, { onSuccess: done })}
      onClose={onClose}
    >
      <p className="muted">{t("chats.deleteForEverWhy")}</p>
    </Confirm>
  );
}

function Acts({ chat, isOpen, onRename, more, onMakeFolder }: Omit<Props, "children"> & { onMakeFolder: () => void }) {
  const { t } = useTranslation();
  const { mutate: change } = useChangeChat();
  const throwAway = useThrowing();
  const { id, is_pinned, is_archived } = chat;
  return (
    <>
      <Menu.Item leftSection={<IconPencil />} onClick={onRename}>
        {t("chats.rename")}
      </Menu.Item>
      <Menu.Item leftSection={is_pinned ? <IconPinnedOff /> : <IconPin />} onClick={() => change({ id, is_pinned: !is_pinned })}>
        {is_pinned ? t("chats.unpin") : t("chats.pin")}
      </Menu.Item>
      <Menu.Sub>
        <Menu.Sub.Target>
          <Menu.Sub.Item leftSection={<IconFolder />}>{t("chats.folder.into")}</Menu.Sub.Item>
        </Menu.Sub.Target>
        <Menu.Sub.Dropdown>
          <FolderItems chat={chat} onMake={onMakeFolder} />
        </Menu.Sub.Dropdown>
      </Menu.Sub>
      <Menu.Item leftSection={is_archived ? <IconArchiveOff /> : <IconArchive />} onClick={() => change({ id, is_archived: !is_archived })}>
        {is_archived ? t("chats.unarchive") : t("chats.archive")}
      </Menu.Item>
      {more}
      <Menu.Divider />
      <Menu.Item data-danger leftSection={<IconTrash />} onClick={() => throwAway(chat, isOpen)}>
        {t("chats.throwAway")}
      </Menu.Item>
    </>
  );
}

function FolderItems({ chat, onMake }: { chat: ChatSummary; onMake: () => void }) {
  const { t } = useTranslation();
  const { mutate: change } = useChangeChat();
  const { data: all = [] } = useQuery(folders);
  const put = (folder_id: string | null) => change({ id: chat.id, folder_id });
  const mark = (isHere: boolean) => (isHere ? <IconCheck className="small" /> : null);
  return (
    <>
      {all.map((folder) => (
        <Menu.Item key={folder.id} rightSection={mark(folder.id === chat.folder_id)} onClick={() => put(folder.id)}>
          {folder.name}
        </Menu.Item>
      ))}
      {all.length > 0 ? (
        <Menu.Item rightSection={mark(chat.folder_id === null)} onClick={() => put(null)}>
          {t("chats.folder.none")}
        </Menu.Item>
      ) : null}
      <Menu.Item leftSection={<IconFolderPlus />} onClick={onMake}>
        {t("chats.folder.new")}
      </Menu.Item>
    </>
  );
}

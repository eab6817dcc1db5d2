import { Button, TextInput } from "@mantine/core";
import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChatFolder } from "@/api/types";
import { Dialog } from "@/ui/controls/dialog";
import { DialogFoot } from "@/ui/controls/dialog-foot";
import { ErrorNote } from "@/ui/states/error-note";
import { useFolderActs } from "../api/acts";

const LONGEST = 80;

type Props = { folder?: ChatFolder; onMade?: (folder: ChatFolder) => void; onClose: () => void };

/** A new folder, or another name for one. */
export function FolderDialog({ folder, onMade, onClose }: Props) {
  const { t } = useTranslation();
  const { make, rename } = useFolderActs();
  const [name, setName] = useState(folder?.name ?? "");
  const wanted = name.trim();
  const done = (made: ChatFolder) => {
    onMade?.(made);
    onClose();
  };
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!wanted) return;
    if (folder) rename.mutate({ id: folder.id, name: wanted }, { onSuccess: done });
    else make.mutate(wanted, { onSuccess: done });
  };
  const error = make.error ?? rename.error;
  return (
    <Dialog title={folder ? t("chats.folder.rename") : t("chats.folder.new")} onClose={onClose}>
      <form onSubmit={send}>
        <TextInput label={t("chats.folder.name")} data-autofocus maxLength={LONGEST} autoComplete="off" value={name} onChange={(event) => setName(event.currentTarget.value)} />
        {error ? <ErrorNote error={error} /> : null}
        <DialogFoot onCancel={onClose}>
          <Button type="submit" variant="primary" disabled={!wanted} loading={make.isPending || rename.isPending}>
            {folder ? t("chats.save") : t("chats.folder.make")}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

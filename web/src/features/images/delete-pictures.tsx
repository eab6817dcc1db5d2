import { useTranslation } from "react-i18next";
import { Confirm } from "@/ui/controls/confirm";
import { useDeletePictures } from "./api";

type Props = { ids: string[]; onClose: () => void; onDeleted?: () => void };

/** Asks before pictures are thrown away with their files. */
export function DeletePictures({ ids, onClose, onDeleted }: Props) {
  const { t } = useTranslation();
  const remove = useDeletePictures();
  const done = () => {
    onClose();
    onDeleted?.();
  };
  return (
    <Confirm
      title={t("images.deleteTitle", { count: ids.length })}
      action={t("images.delete")}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(ids, { onSuccess: done })}
      onClose={onClose}
    >
      <p className="muted">{t("images.deleteWhy", { count: ids.length })}</p>
    </Confirm>
  );
}

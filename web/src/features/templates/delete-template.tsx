import { useTranslation } from "react-i18next";
import { Confirm } from "@/ui/controls/confirm";
import { useDeleteTemplate } from "./api";

type Props = { template: { id: string; name: string }; onClose: () => void; onDeleted?: () => void };

export function DeleteTemplate({ template, onClose, onDeleted }: Props) {
  const { t } = useTranslation();
  const remove = useDeleteTemplate();
  const done = () => {
    onClose();
    onDeleted?.();
  };
  return (
    <Confirm
      title={t("templates.deleteTitle", { name: template.name })}
      action={t("templates.delete")}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(template.id, { onSuccess: done })}
      onClose={onClose}
    >
      <p className="muted">{t("templates.deleteWhy")}</p>
    </Confirm>
  );
}

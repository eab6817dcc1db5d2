import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { DialogFoot } from "@/ui/controls/dialog-foot";

type Props = {
  action: string;
  /** Open after a trial that went well, or where nothing has to be tried. */
  isOpen: boolean;
  busy: boolean;
  /** Nothing where there is nothing to close. */
  onCancel: (() => void) | null;
  onSkip: () => void;
};

/** Saving after a trial, or knowingly without one. */
export function SaveFoot({ action, isOpen, busy, onCancel, onSkip }: Props) {
  const { t } = useTranslation();
  return (
    <DialogFoot onCancel={onCancel}>
      {isOpen ? null : (
        <Button variant="quiet" onClick={onSkip}>
          {t("admin.trial.skip")}
        </Button>
      )}
      <Button type="submit" variant="primary" disabled={!isOpen} loading={busy} title={isOpen ? undefined : t("admin.trial.first")}>
        {action}
      </Button>
    </DialogFoot>
  );
}

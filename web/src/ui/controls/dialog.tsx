import { Drawer, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./dialog-foot.module.css";
import { useFocusBack } from "./use-focus-back";

type Props = { title: string; onClose: () => void; children: ReactNode };

/** A question or a few fields, in the middle of the page. */
export function Dialog({ title, onClose, children }: Props) {
  const { t } = useTranslation();
  useFocusBack();
  return (
    <Modal opened onClose={onClose} title={title} size={440} closeButtonProps={{ "aria-label": t("common.close") }}>
      {children}
    </Modal>
  );
}

/** Making something new, at the side of the page. `isKept`: a click beside it does not close it. */
export function MakingDrawer({ title, onClose, isKept = false, children }: Props & { isKept?: boolean }) {
  const { t } = useTranslation();
  useFocusBack();
  return (
    <Drawer opened onClose={onClose} title={title} closeOnClickOutside={!isKept} closeButtonProps={{ "aria-label": t("common.close") }} classNames={{ body: classes.making ?? "" }}>
      {children}
    </Drawer>
  );
}

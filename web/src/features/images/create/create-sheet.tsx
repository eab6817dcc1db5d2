import { Drawer } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFocusBack } from "@/ui/controls/use-focus-back";
import { CreateForm } from "./create-form";
import classes from "./create.module.css";

/** The form on a phone; it goes when the pictures are under way, which then show on top. */
export function CreateSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  useFocusBack();
  return (
    <Drawer.Root opened onClose={onClose} position="bottom" size="auto" classNames={{ content: classes.sheet ?? "" }}>
      <Drawer.Overlay />
      <Drawer.Content aria-label={t("images.create")}>
        <CreateForm onCreated={onClose} />
      </Drawer.Content>
    </Drawer.Root>
  );
}

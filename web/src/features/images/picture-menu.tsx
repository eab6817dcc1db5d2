import { Menu } from "@mantine/core";
import { IconArrowsShuffle, IconCapture, IconDownload, IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { saveAs } from "@/api/assets";
import { useAgain } from "@/api/renders";
import type { Picture } from "@/api/types";
import { useTakeReference } from "./create/use-create";

export const VARIANTS = 4;

/** What can be done with a picture wherever it is shown small. */
export function PictureMenu({ picture, onDelete }: { picture: Picture; onDelete: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const again = useAgain();
  const take = useTakeReference();
  const refer = () => {
    take({ id: picture.asset_id, name: picture.title, width: picture.width, height: picture.height });
    void navigate({ to: "/images", search: { create: true } });
  };
  return (
    <Menu.Dropdown>
      <Menu.Item leftSection={<IconArrowsShuffle />} onClick={() => again.mutate({ id: picture.render_id, vary: true, count: VARIANTS })}>
        {t("images.vary")}
      </Menu.Item>
      <Menu.Item leftSection={<IconCapture />} onClick={refer}>
        {t("images.asReference")}
      </Menu.Item>
      <Menu.Item leftSection={<IconDownload />} onClick={() => saveAs(`${picture.url}?download=true`)}>
        {t("images.download")}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item leftSection={<IconTrash />} data-danger onClick={onDelete}>
        {t("images.delete")}
      </Menu.Item>
    </Menu.Dropdown>
  );
}

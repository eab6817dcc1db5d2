import { ActionIcon, Menu } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconDots, IconPencil, IconPower, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PictureServer } from "@/api/types";
import { Confirm } from "@/ui/controls/confirm";
import { isFixed, type useChangeServer, useDeleteServer } from "@/api/picture-servers";

type Props = { server: PictureServer; place: number; last: number; onOpen: () => void; change: ReturnType<typeof useChangeServer> };

/** What is done about a server now and then. */
export function ServerMenu({ server, place, last, onOpen, change }: Props) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const { id, enabled } = server;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t("admin.order.more", { name: server.name })}>
            <IconDots />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil />} onClick={onOpen}>
            {t("admin.channels.change")}
          </Menu.Item>
          <Menu.Item leftSection={<IconPower />} onClick={() => change.mutate({ id, enabled: !enabled })}>
            {enabled ? t("admin.engines.switchOff") : t("admin.engines.switchOn")}
          </Menu.Item>
          <Menu.Item leftSection={<IconArrowUp />} disabled={place === 0} onClick={() => change.mutate({ id, place: place - 1 })}>
            {t("admin.order.up")}
          </Menu.Item>
          <Menu.Item leftSection={<IconArrowDown />} disabled={place === last} onClick={() => change.mutate({ id, place: place + 1 })}>
            {t("admin.order.down")}
          </Menu.Item>
          {isFixed(server) ? null : (
            <Menu.Item data-danger leftSection={<IconTrash />} onClick={() => setAsking(true)}>
              {t("admin.engines.delete")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isAsking ? <Delete server={server} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function Delete({ server, onClose }: { server: PictureServer; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useDeleteServer();
  return (
    <Confirm
      title={t("admin.engines.deleteAsk", { name: server.name })}
      action={t("admin.engines.delete")}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(server.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="muted">{t("admin.engines.deleteWhat")}</p>
    </Confirm>
  );
}

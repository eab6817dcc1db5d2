import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots, IconEye, IconEyeOff, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { nameOf } from "@/api/models";
import { useChangeVisibility } from "@/api/visibility";
import { Confirm } from "@/ui/controls/confirm";
import { useFormat } from "@/i18n/format";
import { useDeleteModel, type useLoadModel } from "./api";
import { isKept, type ListedModel } from "./listed";
import classes from "./models.module.css";

type Act = ReturnType<typeof useLoadModel>;
type Props = { row: ListedModel; load: Act; unload: Act; isHidden: boolean };

/** Into memory, out of it, off the disk, or out of people's sight. */
export function ModelActs({ row: { channel, model }, load, unload, isHidden }: Props) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const see = useChangeVisibility();
  const name = nameOf(model.name);
  const given = { channel_id: channel.channel_id, model: model.name };
  const [word, act] = isKept(model) ? [t("models.unload"), unload] : [t("models.load"), load];
  return (
    <div className={classes.acts}>
      {channel.can_install ? (
        <Button
          variant="quiet"
          size="sm"
          disabled={load.isPending || unload.isPending}
          aria-label={`${word}: ${name}`}
          onClick={() => act.mutate(given)}
        >
          {word}
        </Button>
      ) : null}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size="sm" aria-label={t("admin.order.more", { name })}>
            <IconDots />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={isHidden ? <IconEye /> : <IconEyeOff />}
            onClick={() => see.mutate({ kind: "model", name: model.name, hidden: !isHidden })}
          >
            {t(isHidden ? "admin.limits.show" : "admin.limits.hide")}
          </Menu.Item>
          {channel.can_install ? (
            <Menu.Item data-danger leftSection={<IconTrash />} onClick={() => setAsking(true)}>
              {t("models.delete")}
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      {isAsking ? <Delete row={{ channel, model }} onClose={() => setAsking(false)} /> : null}
    </div>
  );
}

function Delete({ row: { channel, model }, onClose }: { row: ListedModel; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const remove = useDeleteModel();
  return (
    <Confirm
      title={t("models.deleteAsk", { name: nameOf(model.name) })}
      action={t("models.delete")}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ channel_id: channel.channel_id, model: model.name }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="muted">
        {t("models.deleteWhat", { channel: channel.channel, size: model.size_bytes ? format.size(model.size_bytes) : "" })}
      </p>
    </Confirm>
  );
}

import { ActionIcon, Menu, Switch } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconDots, IconGripVertical, IconKey, IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Channel } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Confirm } from "@/ui/controls/confirm";
import { Dot } from "@/ui/marks/dot";
import { StateWord } from "@/ui/marks/state-word";
import { FailureTold } from "@/ui/states/failure-told";
import { useDeleteChannel } from "@/api/channels";
import { useChannelWords } from "./channel-words";
import classes from "./channels.module.css";
import type { useOrder } from "./use-order";

type Props = {
  channel: Channel;
  /** Null for what cannot be moved. */
  place: number | null;
  last: number;
  order: ReturnType<typeof useOrder>;
  onMove: (place: number) => void;
  onOpen: () => void;
  onSwitch: (enabled: boolean) => void;
};

/** One channel: its place, what it is, its key, how it is, its switch. */
export function ChannelRow({ channel, place, last, order, onMove, onOpen, onSwitch }: Props) {
  const { t } = useTranslation();
  const words = useChannelWords();
  const state = words.state(channel);
  const moving = place === null ? {} : { onKeyDown: order.onKeyDown(channel.id), ...order.look(channel.id, place) };
  return (
    <li className={classes.row} data-off={!channel.enabled || undefined} data-fixed={place === null || undefined} {...moving}>
      <span className={classes.place}>{place === null ? null : place + 1}</span>
      {place === null ? (
        <span className={classes.grip} />
      ) : (
        <button
          type="button"
          className={classes.grip}
          aria-label={t("admin.order.grip", { name: channel.name })}
          aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
          title={t("admin.order.hint")}
          {...order.grip(channel.id)}
        >
          <IconGripVertical className="small" />
        </button>
      )}
      <div className={classes.what}>
        <p className="strong cut">{channel.name}</p>
        <p className={`caption cut ${classes.lead}`} title={words.lead(channel)}>
          {words.lead(channel)}
        </p>
      </div>
      <KeyWords channel={channel} />
      <span className={`caption ${classes.state}`}>
        <StateWord look={state.look} mark={<Dot look={state.dot} />}>
          {state.words}
        </StateWord>
      </span>
      <Switch
        className={classes.switch}
        aria-label={t("admin.order.use", { name: channel.name })}
        checked={channel.enabled}
        onChange={(event) => onSwitch(event.currentTarget.checked)}
      />
      <RowMenu channel={channel} place={place} last={last} onMove={onMove} onOpen={onOpen} />
      {channel.now.error ? (
        <div className={classes.reason}>
          <FailureTold failure={channel.now.error} />
        </div>
      ) : null}
    </li>
  );
}

function KeyWords({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (channel.origin === "builtin") return null;
  if (channel.key_set_at) {
    return (
      <span className={`caption ${classes.key}`}>
        <IconKey className="small" />
        {t("admin.key.setOn", { day: format.day(channel.key_set_at) })}
      </span>
    );
  }
  return <span className={`caption ${classes.key}`}>{t(channel.provider === "ollama" ? "admin.key.notNeeded" : "admin.key.none")}</span>;
}

function RowMenu({ channel, place, last, onMove, onOpen }: Pick<Props, "channel" | "place" | "last" | "onMove" | "onOpen">) {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const isFixed = channel.origin === "builtin" || channel.origin === "settings";
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size="sm" className={classes.more ?? ""} aria-label={t("admin.order.more", { name: channel.name })}>
            <IconDots />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil />} onClick={onOpen}>
            {t("admin.channels.change")}
          </Menu.Item>
          {place === null ? null : (
            <>
              <Menu.Item leftSection={<IconArrowUp />} disabled={place === 0} onClick={() => onMove(place - 1)}>
                {t("admin.order.up")}
              </Menu.Item>
              <Menu.Item leftSection={<IconArrowDown />} disabled={place === last} onClick={() => onMove(place + 1)}>
                {t("admin.order.down")}
              </Menu.Item>
            </>
          )}
          {isFixed ? null : (
            <Menu.Item data-danger leftSection={<IconTrash />} onClick={() => setAsking(true)}>
              {t("admin.channels.delete")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isAsking ? <Delete channel={channel} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function Delete({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useDeleteChannel();
  return (
    <Confirm
      title={t("admin.channels.deleteAsk", { name: channel.name })}
      action={t("admin.channels.delete")}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(channel.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="muted">{t("admin.channels.deleteWhat")}</p>
    </Confirm>
  );
}

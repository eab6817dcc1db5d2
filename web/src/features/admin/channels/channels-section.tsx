import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Channel } from "@/api/types";
import { ThingSkeleton } from "@/ui/layout/thing-row";
import { ErrorNote } from "@/ui/states/error-note";
import { channels, useChangeChannel } from "@/api/channels";
import { ChannelDrawer } from "./channel-drawer";
import { ChannelRow } from "./channel-row";
import classes from "./channels.module.css";
import { useOrder } from "./use-order";

/** Where language models are asked: from top to bottom, the demo engine always last. */
export function ChannelsSection() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(channels);
  const [open, setOpen] = useState<Channel | "new" | null>(null);
  return (
    <section aria-labelledby="channels">
      <div className={classes.head}>
        <h2 id="channels" className="heading">
          {t("admin.channels.title")}
        </h2>
        <p className="muted">{t("admin.channels.lead")}</p>
        <Button variant="primary" leftSection={<IconPlus />} onClick={() => setOpen("new")}>
          {t("admin.channels.add")}
        </Button>
      </div>
      {data ? (
        <Rows channels={data} onOpen={setOpen} />
      ) : error ? (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      ) : (
        <ThingSkeleton rows={3} />
      )}
      {open ? <ChannelDrawer channel={open === "new" ? null : open} onClose={() => setOpen(null)} /> : null}
    </section>
  );
}

function Rows({ channels: all, onOpen }: { channels: Channel[]; onOpen: (channel: Channel) => void }) {
  const { t } = useTranslation();
  const change = useChangeChannel();
  const [said, setSaid] = useState("");
  const moved = all.filter((channel) => channel.origin !== "builtin").map((channel) => channel.id);
  const move = (id: string, place: number) => {
    const name = all.find((channel) => channel.id === id)?.name;
    setSaid(t("admin.order.moved", { name, place: place + 1, total: moved.length }));
    change.mutate({ id, place });
  };
  const order = useOrder(moved, move);
  return (
    <>
      {moved.length === 0 ? (
        <p className={classes.none}>
          <span className="strong">{t("admin.channels.none")}</span> <span className="muted">{t("admin.channels.noneWhy")}</span>
        </p>
      ) : null}
      <ul className={classes.list} data-carrying={order.isCarrying || undefined} aria-label={t("admin.channels.title")}>
        {all.map((channel, index) => (
          <ChannelRow
            key={channel.id}
            channel={channel}
            place={channel.origin === "builtin" ? null : index}
            last={moved.length - 1}
            order={order}
            onMove={(place) => move(channel.id, place)}
            onOpen={() => onOpen(channel)}
            onSwitch={(enabled) => change.mutate({ id: channel.id, enabled })}
          />
        ))}
      </ul>
      <p className="hidden-words" role="status">
        {said}
      </p>
      {change.error ? <ErrorNote error={change.error} /> : null}
    </>
  );
}

import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconAlertTriangle, IconDots, IconInfoCircle, IconPencil, IconTrash, IconUrgent } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Announcement } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Confirm } from "@/ui/controls/confirm";
import { ThingRow } from "@/ui/layout/thing-row";
import { Dot } from "@/ui/marks/dot";
import { StateWord } from "@/ui/marks/state-word";
import { useChangeAnnouncement, useDeleteAnnouncement } from "./api";

const ICONS = { info: IconInfoCircle, warning: IconAlertTriangle, problem: IconUrgent };

const stateOf = ({ starts_at: from, ends_at: until }: Announcement, now = Date.now()) =>
  until !== null && Date.parse(until) <= now ? "over" : Date.parse(from) > now ? "planned" : "shown";

/** One announcement: what it says, to whom, and whether people see it now. */
export function AnnouncementRow({ announcement, onEdit }: { announcement: Announcement; onEdit: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const change = useChangeAnnouncement();
  const [isAsking, setAsking] = useState(false);
  const { id, kind, words, audience, author, starts_at: from, ends_at: until } = announcement;
  const state = stateOf(announcement);
  const told = (moment: string) => `${format.day(moment)}, ${format.time(moment)}`;
  const facts = [
    t(`admin.announcements.audience.${audience}`),
    until ? t("admin.announcements.fromUntil", { from: told(from), until: told(until) }) : t("admin.announcements.from", { from: told(from) }),
    t("admin.announcements.by", { name: author }),
  ].join(", ");
  return (
    <ThingRow
      icon={ICONS[kind]}
      title={<span title={words}>{words}</span>}
      lead={facts}
      hint={facts}
      note={<State state={state} />}
    >
      {state === "over" ? null : (
        <Button
          variant="quiet"
          size="sm"
          loading={change.isPending}
          aria-label={`${t("admin.announcements.end")}: ${words}`}
          onClick={() => (state === "planned" ? setAsking(true) : change.mutate({ id, ends_at: new Date().toISOString() }))}
        >
          {t("admin.announcements.end")}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={`${t("images.more")}: ${words}`}>
            <IconDots />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil />} onClick={onEdit}>
            {t("admin.announcements.edit")}
          </Menu.Item>
          <Menu.Item data-danger leftSection={<IconTrash />} onClick={() => setAsking(true)}>
            {t("admin.announcements.delete")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isAsking ? <Delete id={id} onClose={() => setAsking(false)} /> : null}
    </ThingRow>
  );
}

function State({ state }: { state: ReturnType<typeof stateOf> }) {
  const { t } = useTranslation();
  const look = { shown: "ok", planned: "now", over: "wait" } as const;
  return (
    <StateWord look={look[state]} mark={state === "shown" ? <Dot look="ok" /> : null}>
      {t(`admin.announcements.state.${state}`)}
    </StateWord>
  );
}

function Delete({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useDeleteAnnouncement();
  return (
    <Confirm
      title={t("admin.announcements.deleteAsk")}
      action={t("admin.announcements.delete")}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="muted">{t("admin.announcements.deleteWhat")}</p>
    </Confirm>
  );
}

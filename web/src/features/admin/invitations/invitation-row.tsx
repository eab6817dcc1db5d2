import { Button } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Invitation } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Confirm } from "@/ui/controls/confirm";
import { ThingRow } from "@/ui/layout/thing-row";
import { Dot } from "@/ui/marks/dot";
import { StateWord } from "@/ui/marks/state-word";
import { useRevokeInvitation } from "./api";

type Props = { invitation: Invitation; onRevoked: () => void };

/** One invitation: for whom, from whom, how much of it is left. */
export function InvitationRow({ invitation, onRevoked }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [isAsking, setAsking] = useState(false);
  const title = invitation.note || t("admin.invitations.untitled");
  const facts = { role: t(`role.${invitation.role}`), ago: format.ago(invitation.created_at) };
  const by = invitation.created_by
    ? t("admin.invitations.by", { ...facts, name: invitation.created_by.username })
    : t("admin.invitations.byNobody", facts);
  return (
    <ThingRow
      icon={IconMail}
      title={title}
      lead={by}
      hint={by}
      note={<Left invitation={invitation} />}
    >
      <Button variant="quiet" size="sm" aria-label={`${t("admin.invitations.revoke")}: ${title}`} onClick={() => setAsking(true)}>
        {t("admin.invitations.revoke")}
      </Button>
      {isAsking ? <Revoke id={invitation.id} onRevoked={onRevoked} onClose={() => setAsking(false)} /> : null}
    </ThingRow>
  );
}

const isPast = (at: string) => Date.parse(at) <= Date.now();

function Left({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation();
  const format = useFormat();
  const day = format.day(invitation.expires_at);
  if (invitation.uses_left === 0) return <StateWord look="wait">{t("admin.invitations.used")}</StateWord>;
  if (isPast(invitation.expires_at)) return <StateWord look="wait">{t("admin.invitations.over", { day })}</StateWord>;
  return (
    <StateWord look="ok" mark={<Dot look="ok" />}>
      {t("admin.invitations.left", { count: invitation.uses_left })}, {t("admin.invitations.until", { day })}
    </StateWord>
  );
}

function Revoke({ id, onRevoked, onClose }: { id: string; onRevoked: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const revoke = useRevokeInvitation();
  return (
    <Confirm
      title={t("admin.invitations.revokeAsk")}
      action={t("admin.invitations.revoke")}
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate(id, { onSuccess: onRevoked })}
      onClose={onClose}
    >
      <p className="muted">{t("admin.invitations.revokeWhat")}</p>
    </Confirm>
  );
}

import { Button, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Role } from "@/api/types";
import { MakingDrawer } from "@/ui/controls/dialog";
import { DialogFoot } from "@/ui/controls/dialog-foot";
import type { Fault } from "@/ui/form/rules";
import { useForm } from "@/ui/form/use-form";
import { useRefusal } from "@/ui/form/use-refusal";
import { ErrorNote } from "@/ui/states/error-note";
import { useMakeInvitation } from "./api";
import classes from "./invitations.module.css";

const MOST_USES = 100;
const MOST_DAYS = 90;
const NAMES = ["note", "uses", "days"] as const;
const ROLES: readonly Role[] = ["user", "admin"];

const countTo =
  (most: number) =>
  (value: string): Fault =>
    /^\d{1,3}$/.test(value.trim()) && Number(value) >= 1 && Number(value) <= most
      ? null
      : { key: most === MOST_USES ? "admin.invitations.needUses" : "admin.invitations.needDays" };

type Props = { onClose: () => void; onMade: (made: { id: string; code: string }) => void };

/** What an invitation is good for: a role, a number of people, a number of days. */
export function NewInvitationDrawer({ onClose, onMade }: Props) {
  const { t } = useTranslation();
  const make = useMakeInvitation();
  const [role, setRole] = useState<Role>("user");
  const form = useForm({ note: "", uses: "1", days: "7" }, { note: () => null, uses: countTo(MOST_USES), days: countTo(MOST_DAYS) });
  const refusal = useRefusal(make.error, NAMES);
  const told = (name: (typeof NAMES)[number]) => {
    const field = form.field(name);
    return { ...field, error: field.error ?? refusal.at(name) };
  };
  const send = ({ note, uses, days }: Record<(typeof NAMES)[number], string>) =>
    make.mutate(
      { role, note: note.trim(), uses: Number(uses), days: Number(days) },
      { onSuccess: ({ code, invitation }) => onMade({ id: invitation.id, code }) },
    );
  return (
    <MakingDrawer title={t("admin.invitations.newTitle")} onClose={onClose}>
      <form noValidate onSubmit={form.onSubmit(send)}>
        <TextInput
          label={t("field.note")}
          description={t("admin.invitations.noteHint")}
          autoComplete="off"
          data-autofocus
          maxLength={200}
          {...told("note")}
        />
        <Select
          label={t("admin.people.role")}
          description={t(`role.does.${role}`)}
          data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
          value={role}
          onChange={(value) => value && setRole(value)}
        />
        <div className={classes.pair}>
          <TextInput
            label={t("admin.invitations.uses")}
            description={t("admin.invitations.usesHint")}
            inputMode="numeric"
            autoComplete="off"
            maxLength={3}
            {...told("uses")}
          />
          <TextInput
            label={t("admin.invitations.days")}
            description={t("admin.invitations.daysHint")}
            inputMode="numeric"
            autoComplete="off"
            maxLength={2}
            {...told("days")}
          />
        </div>
        {refusal.rest ? <ErrorNote error={refusal.rest} /> : null}
        <DialogFoot onCancel={onClose}>
          <Button type="submit" variant="primary" loading={make.isPending}>
            {t("admin.invitations.make")}
          </Button>
        </DialogFoot>
      </form>
    </MakingDrawer>
  );
}

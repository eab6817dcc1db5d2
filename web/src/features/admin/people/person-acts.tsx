import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AdminUser } from "@/api/types";
import { Confirm } from "@/ui/controls/confirm";
import { ErrorNote } from "@/ui/states/error-note";
import { useChangePerson, useDeletePerson, useResetPassword } from "./api";
import classes from "./person-panel.module.css";

type Act = "reset" | "close" | "delete";
type Props = { person: AdminUser; onPassword: (password: string) => void; onDeleted: () => void };

/** What can be done about an account; each asks once more. */
export function PersonActs({ person, onPassword, onDeleted }: Props) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Act | null>(null);
  const open = useChangePerson();
  const rest = () => setAsked(null);
  const told = (password: string) => {
    onPassword(password);
    rest();
  };
  return (
    <>
      {open.error ? <ErrorNote error={open.error} /> : null}
      <div className={classes.acts}>
        <Button onClick={() => setAsked("reset")}>{t("admin.people.reset")}</Button>
        {person.disabled ? (
          <Button loading={open.isPending} onClick={() => open.mutate({ id: person.id, disabled: false })}>
            {t("admin.people.enable")}
          </Button>
        ) : (
          <Button variant="danger" onClick={() => setAsked("close")}>
            {t("admin.people.disable")}
          </Button>
        )}
        <Menu position="top-end">
          <Menu.Target>
            <ActionIcon size="lg" className={classes.more ?? ""} aria-label={t("admin.people.more")}>
              <IconDots />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item data-danger leftSection={<IconTrash />} onClick={() => setAsked("delete")}>
              {t("admin.people.delete")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {asked === "reset" ? <Reset person={person} onPassword={told} onClose={rest} /> : null}
      {asked === "close" ? <Close person={person} onClose={rest} /> : null}
      {asked === "delete" ? <Delete person={person} onDeleted={onDeleted} onClose={rest} /> : null}
    </>
  );
}

type AskProps = { person: AdminUser; onClose: () => void };

const nameOf = (person: AdminUser) => person.name || person.username;

function Reset({ person, onPassword, onClose }: AskProps & { onPassword: (password: string) => void }) {
  const { t } = useTranslation();
  const reset = useResetPassword();
  return (
    <Confirm
      title={t("admin.people.resetAsk", { name: nameOf(person) })}
      action={t("admin.people.resetDo")}
      busy={reset.isPending}
      error={reset.error}
      onConfirm={() => reset.mutate(person.id, { onSuccess: ({ password }) => onPassword(password) })}
      onClose={onClose}
    >
      <p className="muted">{t("admin.people.resetWhat")}</p>
    </Confirm>
  );
}

function Close({ person, onClose }: AskProps) {
  const { t } = useTranslation();
  const change = useChangePerson();
  return (
    <Confirm
      title={t("admin.people.disableAsk", { name: nameOf(person) })}
      action={t("admin.people.disable")}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ id: person.id, disabled: true }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="muted">{t("admin.people.disableWhat")}</p>
    </Confirm>
  );
}

function Delete({ person, onDeleted, onClose }: AskProps & { onDeleted: () => void }) {
  const { t } = useTranslation();
  const remove = useDeletePerson();
  return (
    <Confirm
      title={t("admin.people.deleteAsk", { name: nameOf(person) })}
      action={t("admin.people.deleteDo")}
      typed={person.username}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(person.id, { onSuccess: onDeleted })}
      onClose={onClose}
    >
      <p className="muted">{t("admin.people.deleteWhat")}</p>
      <ul className={classes.things}>
        {(["sessions", "runs", "files"] as const).map((thing) => (
          <li key={thing}>{t(`admin.people.deleteThings.${thing}`)}</li>
        ))}
      </ul>
      <p className="muted">{t("admin.people.deleteNote")}</p>
    </Confirm>
  );
}

import { ActionIcon, FocusTrap, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { asFailure } from "@/api/failure";
import type { AdminUser, Role } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { KeyReveal } from "@/ui/controls/key-reveal";
import { useFocusBack } from "@/ui/controls/use-focus-back";
import { emailFault } from "@/ui/form/rules";
import { SavedField } from "@/ui/form/saved-field";
import { usePhone } from "@/ui/layout/use-phone";
import { Avatar } from "@/ui/marks/avatar";
import { Empty } from "@/ui/states/empty";
import { ErrorNote } from "@/ui/states/error-note";
import { useFailureWords } from "@/ui/states/failure-words";
import { Note } from "@/ui/states/note";
import { SkeletonRows } from "@/ui/states/skeleton";
import { PersonLimits } from "../limits/person-limits";
import { personNamed, useChangePerson } from "./api";
import { PersonActs } from "./person-acts";
import classes from "./person-panel.module.css";
import { PersonSessions } from "./person-sessions";
import { ROLES } from "./role-menu";

type Props = { username: string; listed: AdminUser | undefined; onClose: () => void };

/** One person beside the list: what they may do, where they are signed in, and how to help or part with them. */
export function PersonPanel({ username, listed, onClose }: Props) {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useQuery(personNamed(username));
  const person = data ?? listed;
  if (person) return <Known person={person} onClose={onClose} />;
  return (
    <Frame label={username} onClose={onClose} head={<h2 className="subject cut">{username}</h2>}>
      <div className={classes.part}>
        {isPending ? <SkeletonRows rows={4} /> : null}
        {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
        {data === null ? <Empty title={t("admin.people.gone")}>{t("admin.people.goneWhy")}</Empty> : null}
      </div>
    </Frame>
  );
}

function Known({ person, onClose }: { person: AdminUser; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [password, setPassword] = useState<string | null>(null);
  const name = person.name || person.username;
  return (
    <Frame
      label={name}
      onClose={onClose}
      head={
        <>
          <Avatar person={person} size="l" />
          <div className={classes.name}>
            <h2 className="subject cut">{name}</h2>
            <p className="caption cut" title={person.email}>
              {person.email}
            </p>
            <p className="caption">{t("admin.people.since", { day: format.day(person.created_at) })}</p>
          </div>
        </>
      }
      foot={<PersonActs person={person} onPassword={setPassword} onDeleted={onClose} />}
    >
      {password ? (
        <div className={classes.part}>
          <KeyReveal title={t("admin.people.temporary", { name })} secret={password} note={t("admin.people.temporaryNote")} />
        </div>
      ) : null}
      {person.disabled ? (
        <div className={classes.part}>
          <Note look="warn">{t("admin.people.closedNote", { name })}</Note>
        </div>
      ) : null}
      <RolePart person={person} />
      <FactsPart person={person} />
      <PersonLimits id={person.id} />
      <PersonSessions person={person} />
    </Frame>
  );
}

function RolePart({ person }: { person: AdminUser }) {
  const { t } = useTranslation();
  const change = useChangePerson();
  const tell = useFailureWords();
  const words = change.error ? tell(asFailure(change.error)) : null;
  return (
    <div className={classes.part}>
      <Select
        label={t("admin.people.role")}
        description={words ? null : t(`role.does.${person.role}`)}
        error={words ? [words.what, words.hint].filter(Boolean).join(" ") : null}
        disabled={change.isPending}
        data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
        value={person.role}
        onChange={(role) => role && change.mutate({ id: person.id, role: role satisfies Role })}
      />
    </div>
  );
}

function FactsPart({ person }: { person: AdminUser }) {
  const { t } = useTranslation();
  const { mutateAsync: change } = useChangePerson();
  return (
    <div className={`${classes.part} ${classes.fields}`}>
      <SavedField
        label={t("accountPage.profile.name")}
        placeholder={person.username}
        autoComplete="off"
        maxLength={80}
        value={person.name}
        save={(name) => change({ id: person.id, name })}
      />
      <SavedField
        label={t("field.email")}
        type="email"
        autoComplete="off"
        maxLength={254}
        value={person.email}
        rule={emailFault}
        save={(email) => change({ id: person.id, email })}
      />
    </div>
  );
}

type FrameProps = { label: string; head: ReactNode; children: ReactNode; foot?: ReactNode; onClose: () => void };

function Frame({ label, head, children, foot, onClose }: FrameProps) {
  const { t } = useTranslation();
  const isPhone = usePhone();
  useEscape(onClose);
  useFocusBack();
  return (
    <FocusTrap active={isPhone}>
      <aside className={classes.panel} aria-label={label} data-covers-on-phone>
        <header className={classes.head} tabIndex={-1} data-autofocus>
          {head}
          <ActionIcon className={classes.close ?? ""} aria-label={t("admin.people.close")} onClick={onClose}>
            <IconX />
          </ActionIcon>
        </header>
        <div className={classes.body}>{children}</div>
        {foot ? <footer className={classes.foot}>{foot}</footer> : null}
      </aside>
    </FocusTrap>
  );
}

/** Escape closes it, unless something that floats above or a field had use for the key. */
function useEscape(onClose: () => void): void {
  const close = useEffectEvent(onClose);
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      const isAbove = document.querySelector(".mantine-Modal-content, .mantine-Drawer-content, [data-mantine-stop-propagation]");
      if (event.key === "Escape" && !event.defaultPrevented && !isAbove) close();
    };
    document.addEventListener("keydown", heard);
    return () => document.removeEventListener("keydown", heard);
  }, []);
}

import { useTranslation } from "react-i18next";
import type { AdminUser } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { ErrorNote } from "@/ui/states/error-note";
import { useChangePerson } from "./api";
import classes from "./people.module.css";
import { PersonLink } from "./person-link";
import { PersonState } from "./person-state";
import { RoleMenu } from "./role-menu";

/** People in rows, where there is room for them. */
export function PeopleTable({ people, open }: { people: AdminUser[]; open: string | undefined }) {
  const { t } = useTranslation();
  return (
    <table className={classes.table} data-people>
      <thead>
        <tr>
          <th scope="col">{t("admin.people.person")}</th>
          <th scope="col">{t("admin.people.role")}</th>
          <th scope="col">{t("admin.people.state")}</th>
          <th scope="col" className={classes.wide}>
            {t("admin.people.joined")}
          </th>
          <th scope="col">{t("admin.people.seen")}</th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <Row key={person.id} person={person} isOpen={person.username === open} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ person, isOpen }: { person: AdminUser; isOpen: boolean }) {
  const format = useFormat();
  const change = useChangePerson();
  return (
    <>
      <tr data-open={isOpen || undefined}>
        <td>
          <PersonLink person={person} />
        </td>
        <td>
          <RoleMenu person={person} busy={change.isPending} onChange={(role) => change.mutate({ id: person.id, role })} />
        </td>
        <td>
          <PersonState person={person} />
        </td>
        <td className={`muted cut ${classes.wide}`} title={format.moment(person.created_at)}>
          {format.day(person.created_at)}
        </td>
        <td className="muted cut" title={person.seen_at ? format.moment(person.seen_at) : undefined}>
          <Seen person={person} />
        </td>
      </tr>
      {change.error ? (
        <tr>
          <td colSpan={5} className={classes.why}>
            <ErrorNote error={change.error} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

export function Seen({ person }: { person: AdminUser }) {
  const { t } = useTranslation();
  const format = useFormat();
  return person.seen_at ? format.ago(person.seen_at) : t("admin.people.never");
}

import type { AdminUser } from "@/api/types";
import { ErrorNote } from "@/ui/states/error-note";
import { useTranslation } from "react-i18next";
import { useChangePerson } from "./api";
import classes from "./people.module.css";
import { Seen } from "./people-table";
import { PersonLink } from "./person-link";
import { PersonState } from "./person-state";
import { RoleMenu } from "./role-menu";

/** People one below the other, for a phone. */
export function PeopleCards({ people }: { people: AdminUser[] }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.cards} aria-label={t("admin.people.title")} data-people>
      {people.map((person) => (
        <Card key={person.id} person={person} />
      ))}
    </ul>
  );
}

function Card({ person }: { person: AdminUser }) {
  const change = useChangePerson();
  return (
    <li className={classes.card}>
      <PersonLink person={person} size="m" />
      <RoleMenu person={person} busy={change.isPending} onChange={(role) => change.mutate({ id: person.id, role })} />
      <p className={`caption ${classes.facts}`}>
        <PersonState person={person} />
        <Seen person={person} />
      </p>
      {change.error ? <ErrorNote error={change.error} /> : null}
    </li>
  );
}

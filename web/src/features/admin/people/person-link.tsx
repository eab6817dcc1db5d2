import { Link } from "@tanstack/react-router";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import type { AdminUser } from "@/api/types";
import { Avatar } from "@/ui/marks/avatar";
import classes from "./people.module.css";

/** Who it is; the whole row around it leads to the same place. */
export function PersonLink({ person, size = "s" }: { person: AdminUser; size?: "s" | "m" }) {
  const { t } = useTranslation();
  const { id } = useMe();
  const name = person.name || person.username;
  return (
    <Link
      to="/admin/people/{-$person}"
      params={{ person: person.username }}
      search={(before) => before}
      viewTransition={false}
      className={classes.person}
      data-person
      onKeyDown={moveAmongPeople}
      title={t("admin.people.open", { name })}
    >
      <Avatar person={person} size={size} />
      <span className={classes.who}>
        <span className="strong cut">
          {name}
          {person.id === id ? <span className="muted">, {t("admin.people.you")}</span> : null}
        </span>
        <span className="caption cut">{person.email}</span>
      </span>
    </Link>
  );
}

/** Up and down go from person to person. */
function moveAmongPeople(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const list = event.currentTarget.closest("[data-people]");
  if (!step || !list) return;
  const links = Array.from(list.querySelectorAll<HTMLElement>("[data-person]"));
  const next = links[links.indexOf(event.currentTarget) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

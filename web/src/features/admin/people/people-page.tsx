import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AdminUser } from "@/api/types";
import { usePhone } from "@/ui/layout/use-phone";
import { Empty } from "@/ui/states/empty";
import { Listed } from "@/ui/states/listed";
import { SkeletonRows } from "@/ui/states/skeleton";
import { AdminPage } from "../admin-page";
import { people, type PeopleFilter } from "./api";
import { NewPersonDrawer } from "./new-person-drawer";
import { PeopleCards } from "./people-cards";
import { PeopleFilters } from "./people-filters";
import { PeopleTable } from "./people-table";
import classes from "./people.module.css";
import { PersonPanel } from "./person-panel";

const PLACE = "/admin/people/{-$person}";

const filters: Record<"admins" | "users" | "disabled", PeopleFilter> = {
  admins: { role: "admin" },
  users: { role: "user" },
  disabled: { state: "disabled" },
};

/** Everybody with an account; beside the list, whoever is looked at. */
export function PeoplePage() {
  const { t } = useTranslation();
  const { search, show } = useSearch({ from: `/inside/shell${PLACE}` });
  const { person } = useParams({ from: `/inside/shell${PLACE}` });
  const navigate = useNavigate();
  const [isMaking, setMaking] = useState(false);
  const list = useInfiniteQuery(people({ ...(show ? filters[show] : {}), ...(search ? { search } : {}) }));
  const listed = list.data?.pages.flatMap((page) => page.items).find((one) => one.username === person);
  const look = (username?: string) =>
    void navigate({ to: PLACE, params: { person: username }, search: (before) => before, viewTransition: false });
  return (
    <AdminPage>
      <div className={classes.sides} data-open={person !== undefined || undefined}>
        <section className={classes.list} aria-label={t("admin.people.pages")}>
          <div className={classes.bar}>
            <PeopleFilters search={search} show={show} />
            <Button variant="primary" leftSection={<IconPlus />} onClick={() => setMaking(true)}>
              {t("admin.people.new")}
            </Button>
          </div>
          <Listed of={list} waiting={<Waiting />} none={<Nobody />}>
            {(found) => <Found people={found} open={person} />}
          </Listed>
        </section>
        {person ? <PersonPanel key={person} username={person} listed={listed} onClose={() => look()} /> : null}
      </div>
      {isMaking ? <NewPersonDrawer onClose={() => setMaking(false)} onMade={look} /> : null}
    </AdminPage>
  );
}

function Found(props: { people: AdminUser[]; open: string | undefined }) {
  return usePhone() ? <PeopleCards {...props} /> : <PeopleTable {...props} />;
}

function Waiting() {
  return (
    <div className={classes.inset}>
      <SkeletonRows rows={8} round />
    </div>
  );
}

function Nobody() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <div className={classes.inset}>
      <Empty
        title={t("admin.people.none")}
        action={
          <Button onClick={() => void navigate({ to: PLACE, search: {}, viewTransition: false })}>{t("admin.people.clear")}</Button>
        }
      >
        {t("admin.people.noneWhy")}
      </Empty>
    </div>
  );
}

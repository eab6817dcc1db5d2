import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AdminUser } from "@/api/types";
import { Confirm } from "@/ui/controls/confirm";
import { SessionRow } from "@/ui/sessions/session-row";
import { ErrorNote } from "@/ui/states/error-note";
import { Listed } from "@/ui/states/listed";
import { ThingSkeleton } from "@/ui/layout/thing-row";
import { sessionsOf, useEndSession, useEndSessions } from "./api";
import classes from "./person-panel.module.css";

/** Where a person is signed in; one or all of it can be ended. */
export function PersonSessions({ person }: { person: AdminUser }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(sessionsOf(person));
  const end = useEndSession();
  const [isAsking, setAsking] = useState(false);
  return (
    <section className={classes.part} aria-label={t("admin.people.sessions")}>
      <div className={classes.title}>
        <h3 className="label">{t("admin.people.sessionsCount", { count: person.sessions })}</h3>
        {person.sessions > 0 ? (
          <button type="button" className="link caption" onClick={() => setAsking(true)}>
            {t("admin.people.endAll")}
          </button>
        ) : null}
      </div>
      <Listed of={list} waiting={<ThingSkeleton rows={2} />} none={<p className="muted">{t("admin.people.noSessions")}</p>}>
        {(found) => (
          <ul aria-label={t("admin.people.sessions")}>
            {found.map((session) => (
              <SessionRow
                key={session.id}
                session={session}
                busy={end.isPending && end.variables.session === session.id}
                onEnd={() => end.mutate({ id: person.id, session: session.id })}
              />
            ))}
          </ul>
        )}
      </Listed>
      {end.error ? <ErrorNote error={end.error} /> : null}
      {isAsking ? <EndAll person={person} onClose={() => setAsking(false)} /> : null}
    </section>
  );
}

function EndAll({ person, onClose }: { person: AdminUser; onClose: () => void }) {
  const { t } = useTranslation();
  const end = useEndSessions();
  return (
    <Confirm
      title={t("admin.people.endAllAsk", { name: person.name || person.username })}
      action={t("admin.people.endAll")}
      busy={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate(person.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p className="muted">{t("admin.people.endAllWhat")}</p>
    </Confirm>
  );
}

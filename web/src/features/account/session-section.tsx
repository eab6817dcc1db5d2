import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "@/ui/controls/confirm";
import { Section } from "@/ui/layout/section";
import { SessionRow } from "@/ui/sessions/session-row";
import { ErrorNote } from "@/ui/states/error-note";
import { Listed } from "@/ui/states/listed";
import { ThingSkeleton } from "@/ui/layout/thing-row";
import classes from "./account.module.css";
import { sessions, useEndOtherSessions, useEndSession } from "./api";

/** Where the person is signed in, this place first. */
export function SessionSection() {
  const { t } = useTranslation();
  const list = useInfiniteQuery(sessions);
  const end = useEndSession();
  return (
    <Section title={t("accountPage.sessions.title")} lead={t("accountPage.sessions.lead")}>
      <Listed of={list} waiting={<ThingSkeleton rows={3} />} none={<p className="muted">{t("session.none")}</p>}>
        {(found) => (
          <>
            <ul aria-label={t("accountPage.sessions.title")}>
              {[...found]
                .sort((one, other) => Number(other.current) - Number(one.current))
                .map((session) => (
                  <SessionRow
                    key={session.id}
                    session={session}
                    busy={end.isPending && end.variables === session.id}
                    onEnd={() => end.mutate(session.id)}
                  />
                ))}
            </ul>
            {end.error ? <ErrorNote error={end.error} /> : null}
            {found.length > 1 ? <EndOthers /> : null}
          </>
        )}
      </Listed>
    </Section>
  );
}

function EndOthers() {
  const { t } = useTranslation();
  const [isAsking, setAsking] = useState(false);
  const end = useEndOtherSessions();
  return (
    <div className={classes.foot}>
      <Button onClick={() => setAsking(true)}>{t("accountPage.sessions.endOthers")}</Button>
      {isAsking ? (
        <Confirm
          title={t("accountPage.sessions.endOthersAsk")}
          action={t("accountPage.sessions.endOthers")}
          busy={end.isPending}
          error={end.error}
          onConfirm={() => end.mutate(undefined, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          <p className="muted">{t("accountPage.sessions.endOthersWhat")}</p>
        </Confirm>
      ) : null}
    </div>
  );
}

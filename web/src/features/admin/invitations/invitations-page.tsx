import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { KeyReveal } from "@/ui/controls/key-reveal";
import { Empty } from "@/ui/states/empty";
import { Listed } from "@/ui/states/listed";
import { Note } from "@/ui/states/note";
import { ThingSkeleton } from "@/ui/layout/thing-row";
import { AdminPage } from "../admin-page";
import { registration } from "../registration/api";
import { invitations, linkOf } from "./api";
import { InvitationRow } from "./invitation-row";
import classes from "./invitations.module.css";
import { NewInvitationDrawer } from "./new-invitation-drawer";

/** Every invitation that was made, and the one time that its link is shown. */
export function InvitationsPage() {
  const { t } = useTranslation();
  const list = useInfiniteQuery(invitations);
  const [made, setMade] = useState<{ id: string; code: string } | null>(null);
  const [isMaking, setMaking] = useState(false);
  const make = (
    <Button variant="primary" leftSection={<IconPlus />} onClick={() => setMaking(true)}>
      {t("admin.invitations.new")}
    </Button>
  );
  return (
    <AdminPage>
      <div className={classes.column}>
        <ClosedNote />
        <div className={classes.head}>
          <p className="muted">{t("admin.invitations.lead")}</p>
          {list.data?.pages[0]?.items.length ? make : null}
        </div>
        {made ? (
          <div className={classes.reveal}>
            <KeyReveal title={t("admin.invitations.ready")} secret={linkOf(made.code)} note={t("admin.invitations.once")} />
          </div>
        ) : null}
        <Listed
          of={list}
          waiting={<ThingSkeleton rows={4} />}
          none={
            <Empty title={t("admin.invitations.none")} action={make}>
              {t("admin.invitations.noneWhy")}
            </Empty>
          }
        >
          {(found) => (
            <ul className={classes.list} aria-label={t("admin.invitations.title")}>
              {found.map((invitation) => (
                <InvitationRow
                  key={invitation.id}
                  invitation={invitation}
                  onRevoked={() => setMade(made?.id === invitation.id ? null : made)}
                />
              ))}
            </ul>
          )}
        </Listed>
      </div>
      {isMaking ? (
        <NewInvitationDrawer
          onClose={() => setMaking(false)}
          onMade={(invitation) => {
            setMade(invitation);
            setMaking(false);
          }}
        />
      ) : null}
    </AdminPage>
  );
}

function ClosedNote() {
  const { t } = useTranslation();
  const { data } = useQuery(registration);
  if (data !== "closed") return null;
  return (
    <div className={classes.reveal}>
      <Note look="warn">
        {t("admin.invitations.closed")}{" "}
        <Link to="/admin/registration" className="link">
          {t("admin.invitations.toRegistration")}
        </Link>
      </Note>
    </div>
  );
}

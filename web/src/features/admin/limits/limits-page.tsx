import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconBrain, IconTemplate } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSaving } from "@/api/saving";
import { allTemplates } from "@/api/templates";
import type { HiddenThing, Role, RoleLimit } from "@/api/types";
import { hiddenThings, useChangeVisibility } from "@/api/visibility";
import { Section, Sections } from "@/ui/layout/section";
import { ThingRow, ThingSkeleton } from "@/ui/layout/thing-row";
import { SavedMark } from "@/ui/marks/saved-mark";
import { ErrorNote } from "@/ui/states/error-note";
import { useTemplateName } from "@/ui/inputs/template-name";
import { AdminPage } from "../admin-page";
import { roleLimits, useLimitRole } from "./api";
import { LimitField } from "./limit-field";
import classes from "./limits.module.css";

const ROLES: readonly Role[] = ["user", "admin"];
const NOBODY = { person: undefined };

/** How much each role may use, and what is kept from all but admins. */
export function LimitsPage() {
  const { t } = useTranslation();
  const saving = useSaving();
  const { data, error, refetch } = useQuery(roleLimits);
  return (
    <AdminPage actions={<SavedMark saving={saving} />}>
      <Sections>
        {error && !data ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
        {!data && !error ? <ThingSkeleton rows={6} /> : null}
        {data
          ? ROLES.map((role) => (
              <Section key={role} title={t(`admin.limits.role.${role}`)} lead={t(`admin.limits.lead.${role}`)}>
                <RoleFields limits={data.filter((one) => one.role === role)} />
              </Section>
            ))
          : null}
        <Section title={t("admin.limits.people")} lead={t("admin.limits.peopleLead")}>
          <Link to="/admin/people/{-$person}" params={NOBODY} className="link">
            {t("admin.limits.toPeople")}
          </Link>
        </Section>
        <Section title={t("admin.limits.hidden")} lead={t("admin.limits.hiddenLead")}>
          <Hidden />
        </Section>
      </Sections>
    </AdminPage>
  );
}

function RoleFields({ limits }: { limits: RoleLimit[] }) {
  const { t } = useTranslation();
  const { mutateAsync: change } = useLimitRole();
  return (
    <div className={classes.fields}>
      {limits.map(({ role, use, limit }) => (
        <LimitField key={use} use={use} label={t(`limits.use.${use}`)} value={limit} save={(value) => change({ role, use, limit: value })} />
      ))}
    </div>
  );
}

function Hidden() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(hiddenThings);
  const { data: templates } = useQuery(allTemplates);
  const templateName = useTemplateName();
  if (!data) return error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : <ThingSkeleton rows={2} />;
  if (data.length === 0) return <p className="muted">{t("admin.limits.hiddenNone")}</p>;
  const nameOf = ({ kind, name }: HiddenThing) => (kind === "template" ? templateName(name, templates?.find((one) => one.id === name)?.name ?? name) : name);
  return (
    <ul className={classes.hidden} aria-label={t("admin.limits.hidden")}>
      {data.map((thing) => (
        <HiddenRow key={`${thing.kind} ${thing.name}`} thing={thing} name={nameOf(thing)} />
      ))}
    </ul>
  );
}

function HiddenRow({ thing, name }: { thing: HiddenThing; name: string }) {
  const { t } = useTranslation();
  const change = useChangeVisibility();
  return (
    <ThingRow icon={thing.kind === "model" ? IconBrain : IconTemplate} title={name} lead={t(`admin.limits.kind.${thing.kind}`)}>
      <Button
        variant="quiet"
        size="sm"
        loading={change.isPending}
        aria-label={`${t("admin.limits.show")}: ${name}`}
        onClick={() => change.mutate({ ...thing, hidden: false })}
      >
        {t("admin.limits.show")}
      </Button>
    </ThingRow>
  );
}

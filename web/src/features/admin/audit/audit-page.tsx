import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { AuditEntry } from "@/api/types";
import { type Format, useFormat } from "@/i18n/format";
import { Empty } from "@/ui/states/empty";
import { Listed } from "@/ui/states/listed";
import { ThingSkeleton } from "@/ui/layout/thing-row";
import { AdminPage } from "../admin-page";
import filters from "../filters.module.css";
import { audit, type AuditFilter } from "./api";
import { AuditFilters } from "./audit-filters";
import { AuditRow } from "./audit-row";
import classes from "./audit.module.css";

/** Everything that administrators and the guards of the door did, newest first, by days. */
export function AuditPage() {
  const filter = useSearch({ from: "/inside/shell/admin/audit" });
  const navigate = useNavigate();
  const list = useInfiniteQuery(audit(filter));
  const choose = (next: AuditFilter) => void navigate({ to: "/admin/audit", search: next, replace: true, viewTransition: false });
  return (
    <AdminPage>
      <div className={filters.column}>
        <AuditFilters filter={filter} onChange={choose} />
        <Listed of={list} waiting={<ThingSkeleton rows={8} />} none={<Nothing onClear={() => choose({})} />}>
          {(entries) => <Days entries={entries} />}
        </Listed>
      </div>
    </AdminPage>
  );
}

function Nothing({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <Empty title={t("admin.audit.none")} action={<Button onClick={onClear}>{t("admin.audit.clear")}</Button>}>
      {t("admin.audit.noneWhy")}
    </Empty>
  );
}

function Days({ entries }: { entries: AuditEntry[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const near = { today: t("admin.audit.today"), yesterday: t("admin.audit.yesterday") };
  return daysOf(entries).map(([day, those]) => (
    <section key={day} className={classes.day} aria-label={nameOf(day, near, format)}>
      <h2 className="label">{nameOf(day, near, format)}</h2>
      <ol>
        {those.map((entry) => (
          <AuditRow key={entry.id} entry={entry} />
        ))}
      </ol>
    </section>
  ));
}

function daysOf(entries: AuditEntry[]): [day: string, entries: AuditEntry[]][] {
  const days = new Map<string, AuditEntry[]>();
  for (const entry of entries) {
    const day = new Date(entry.at).toDateString();
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return [...days];
}

function nameOf(day: string, near: { today: string; yesterday: string }, format: Format): string {
  const now = new Date();
  if (day === now.toDateString()) return near.today;
  now.setDate(now.getDate() - 1);
  return day === now.toDateString() ? near.yesterday : format.day(day);
}

import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { PersonSelect } from "../person-select";
import filters from "../filters.module.css";
import { ACTIONS, isKnown } from "./actions";
import { type AuditFilter, type Span, SPANS } from "./api";

const spans = Object.keys(SPANS) as Span[];

/** Who, what, since when. */
export function AuditFilters({ filter, onChange }: { filter: AuditFilter; onChange: (filter: AuditFilter) => void }) {
  const { t } = useTranslation();
  const { actor, action, since } = filter;
  const known = ACTIONS.map((value) => ({ value, label: t(`admin.audit.kind.${value}`) }));
  const actions: { value: string; label: string }[] = !action || isKnown(action) ? known : [...known, { value: action, label: action }];
  return (
    <div className={filters.bar} role="search">
      <PersonSelect
        label={t("admin.audit.who")}
        anybody={t("admin.audit.anybody")}
        value={actor}
        onChange={(username) => onChange({ ...filter, actor: username })}
      />
      <Select
        searchable
        clearable
        allowDeselect
        label={t("admin.audit.what")}
        placeholder={t("admin.audit.anything")}
        data={actions}
        value={action ?? null}
        onChange={(value) => onChange({ ...filter, action: value ?? undefined })}
      />
      <Select
        label={t("admin.audit.since")}
        data={[
          { value: "any", label: t("admin.audit.sinces.any") },
          ...spans.map((value) => ({ value, label: t(`admin.audit.sinces.${value}`) })),
        ]}
        value={since ?? "any"}
        onChange={(value) => onChange({ ...filter, since: spans.find((span) => span === value) })}
      />
    </div>
  );
}

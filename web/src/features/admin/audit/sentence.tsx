import { Trans, useTranslation } from "react-i18next";
import type { AuditEntry, RegistrationMode, Role } from "@/api/types";
import { type Action, isKnown } from "./actions";

/** What was done, as one would tell it. Who did it stands beside it. */
export function Sentence({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const { subject, details } = entry;
  const said = (name: string) => {
    const value = details[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  const role = said("to") as Role | "";
  const mode = said("mode") as RegistrationMode | "";
  const values = {
    action: entry.action,
    subject,
    device: said("device"),
    count: said("count"),
    to: role && t(`role.${role}`),
    mode: mode && t(`admin.registration.modes.${mode}`),
  };
  return (
    // Names may hold any sign; escaped on the way in and back on the way out, none of them is taken for a mark of the text.
    <Trans
      i18nKey={`admin.audit.act.${keyOf(entry)}`}
      values={values}
      components={{ b: <span className="strong" /> }}
      tOptions={{ interpolation: { escapeValue: true } }}
      shouldUnescape
    />
  );
}

type Special = "unknown" | "unknownTo" | "unknownName" | "plainInvitation" | "plainWithdrawal";

const withoutSubject: Partial<Record<Action, Special>> = {
  "signin.failed": "unknownName",
  "invitation.made": "plainInvitation",
  "invitation.withdrawn": "plainWithdrawal",
};

function keyOf({ action, subject }: AuditEntry): Action | Special {
  if (!isKnown(action)) return subject ? "unknownTo" : "unknown";
  return (subject ? null : withoutSubject[action]) ?? action;
}

import { Trans, useTranslation } from "react-i18next";
import type { AuditEntry, ModelRole, RegistrationMode, Role } from "@/api/types";
import { USES, useLimitWords } from "@/ui/limits/limit-words";
import { type Action, isKnown } from "./actions";

/** What was done, as one would tell it. Who did it stands beside it. */
export function Sentence({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const { subject, details } = entry;
  const said = (name: string) => {
    const value = details[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  const limit = useLimitOf(entry);
  const role = limit ? "" : (said("to") as Role | "");
  const mode = said("mode") as RegistrationMode | "";
  const part = entry.action === "model.chosen" ? (said("role") as ModelRole | "") : "";
  const values = {
    action: entry.action,
    subject,
    device: said("device"),
    count: said("count"),
    to: role && t(`role.${role}`),
    mode: mode && t(`admin.registration.modes.${mode}`),
    part: part && t(`models.role.${part}`),
    ...limit,
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

/** The parts of a sentence about a limit. */
function useLimitOf({ action, subject, details }: AuditEntry): { role: string; use: string; limit: string } | null {
  const { t } = useTranslation();
  const { amount } = useLimitWords();
  const use = USES.find((one) => one === details.use);
  if (!use) return null;
  const limit = typeof details.to === "number" ? amount(use, details.to) : t("admin.limits.none");
  return { role: action === "limit.role_changed" ? t(`role.${subject as Role}`) : "", use: t(`limits.use.${use}`), limit };
}

type Special = "unknown" | "unknownTo" | "unknownName" | "plainInvitation" | "plainWithdrawal" | "plainChoice";

const withoutSubject: Partial<Record<Action, Special>> = {
  "signin.failed": "unknownName",
  "invitation.made": "plainInvitation",
  "invitation.withdrawn": "plainWithdrawal",
  "model.chosen": "plainChoice",
};

function keyOf({ action, subject }: AuditEntry): Action | Special {
  if (!isKnown(action)) return subject ? "unknownTo" : "unknown";
  return (subject ? null : withoutSubject[action]) ?? action;
}

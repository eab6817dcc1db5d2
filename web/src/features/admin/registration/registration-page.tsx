import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSaving } from "@/api/saving";
import type { RegistrationMode } from "@/api/types";
import { useChosen } from "@/ui/controls/use-chosen";
import { Section, Sections } from "@/ui/layout/section";
import { SavedMark } from "@/ui/marks/saved-mark";
import { ErrorNote } from "@/ui/states/error-note";
import { ThingSkeleton } from "@/ui/layout/thing-row";
import { AdminPage } from "../admin-page";
import { registration, useChooseRegistration } from "./api";
import classes from "./registration.module.css";

const MODES: readonly RegistrationMode[] = ["open", "invitation", "closed"];

/** The rule of the door, in three sentences of which one is true. */
export function RegistrationPage() {
  const { t } = useTranslation();
  const saving = useSaving();
  const { data, error, refetch } = useQuery(registration);
  return (
    <AdminPage actions={<SavedMark saving={saving} />}>
      <Sections>
        <Section title={t("admin.registration.title")} lead={t("admin.registration.lead")}>
          {data ? <Choice /> : error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : <ThingSkeleton rows={3} />}
        </Section>
      </Sections>
    </AdminPage>
  );
}

function Choice() {
  const { t } = useTranslation();
  const { data: mode } = useQuery(registration);
  const { mutateAsync, error } = useChooseRegistration();
  const [shown, choose] = useChosen(mode, mutateAsync);
  return (
    <>
      <div role="radiogroup" aria-label={t("admin.registration.title")}>
        {MODES.map((one) => (
          <label key={one} className={classes.mode}>
            <input
              type="radio"
              name="registration"
              value={one}
              checked={shown === one}
              onChange={() => choose(one)}
              aria-labelledby={`registration-is-${one}`}
              aria-describedby={`registration-${one}`}
            />
            <span id={`registration-is-${one}`} className="strong">{t(`admin.registration.modes.${one}`)}</span>
            <span id={`registration-${one}`} className={`muted ${classes.means}`}>
              {t(`admin.registration.means.${one}`)}
            </span>
          </label>
        ))}
      </div>
      {error ? <ErrorNote error={error} /> : null}
    </>
  );
}

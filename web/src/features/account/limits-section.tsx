import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { myLimits } from "@/api/limits";
import { Section } from "@/ui/layout/section";
import { ThingSkeleton } from "@/ui/layout/thing-row";
import { StandingLine } from "@/ui/limits/standing-line";
import { ErrorNote } from "@/ui/states/error-note";
import classes from "./account.module.css";

/** What the person has used, and how much an admin allows. */
export function LimitsSection() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(myLimits);
  return (
    <Section title={t("limits.title")} lead={t("limits.lead")}>
      {data ? (
        <div className={classes.fields}>
          {data.map((standing) => (
            <StandingLine key={standing.use} standing={standing} />
          ))}
        </div>
      ) : error ? (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      ) : (
        <ThingSkeleton rows={4} />
      )}
    </Section>
  );
}

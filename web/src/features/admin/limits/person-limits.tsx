import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Standing, Use } from "@/api/types";
import { ThingSkeleton } from "@/ui/layout/thing-row";
import { useLimitWords } from "@/ui/limits/limit-words";
import { StandingLine } from "@/ui/limits/standing-line";
import { ErrorNote } from "@/ui/states/error-note";
import { limitsOf, useFollowRole, useLimitPerson } from "./api";
import { LimitField, MEGABYTE } from "./limit-field";
import classes from "./limits.module.css";

const FIRST: Record<Use, number> = { pictures: 20, messages: 200, runs: 3, storage: 1000 * MEGABYTE };

/** What a person uses, and whether their role's limits count for them or others. */
export function PersonLimits({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(limitsOf(id));
  return (
    <section className={classes.person} aria-label={t("limits.title")}>
      <h3 className="label">{t("limits.title")}</h3>
      {data ? (
        data.map((standing) => <One key={standing.use} id={id} standing={standing} />)
      ) : error ? (
        <ErrorNote error={error} onRetry={() => void refetch()} />
      ) : (
        <ThingSkeleton rows={4} />
      )}
    </section>
  );
}

type Way = "role" | "none" | "own";

function One({ id, standing }: { id: string; standing: Standing }) {
  const { t } = useTranslation();
  const words = useLimitWords();
  const limit = useLimitPerson();
  const follow = useFollowRole();
  const { use, of_role: ofRole } = standing;
  const way: Way = !standing.is_own ? "role" : standing.limit === null ? "none" : "own";
  const choose = (next: Way) => {
    if (next === "role") follow.mutate({ id, use });
    else limit.mutate({ id, use, limit: next === "none" ? null : (ofRole ?? FIRST[use]) });
  };
  const roleSays = ofRole === null ? t("admin.limits.asRoleNone") : t("admin.limits.asRole", { limit: words.amount(use, ofRole) });
  const error = limit.error ?? follow.error;
  return (
    <div className={classes.one}>
      <StandingLine standing={standing} />
      <div className={classes.choice} data-own={way === "own" || undefined}>
        <Select
          aria-label={t("admin.limits.for", { use: t(`limits.use.${use}`) })}
          disabled={limit.isPending || follow.isPending}
          data={[
            { value: "role", label: roleSays },
            { value: "own", label: t("admin.limits.own") },
            { value: "none", label: t("admin.limits.none") },
          ]}
          value={way}
          onChange={(value) => value && value !== way && choose(value)}
        />
        {way === "own" ? (
          <LimitField
            use={use}
            label={t(`limits.use.${use}`)}
            value={standing.limit}
            isOwn
            save={(value) => limit.mutateAsync({ id, use, limit: value })}
          />
        ) : null}
      </div>
      {error ? <ErrorNote error={error} /> : null}
    </div>
  );
}

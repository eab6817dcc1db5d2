import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { engines } from "@/api/engines";
import { useMe } from "@/api/me";
import { usePageTitle } from "@/ui/layout/page";
import { Brand } from "@/ui/marks/brand";
import { ErrorNote } from "@/ui/states/error-note";
import { SkeletonRows } from "@/ui/states/skeleton";
import { EngineRows } from "./engine-rows";
import classes from "./engines-page.module.css";

/** Second step of the first start: what can write and draw here, told as it is. */
export function EnginesPage() {
  const { t } = useTranslation();
  const { role } = useMe();
  const { data, error, refetch } = useQuery(engines);
  usePageTitle(t("welcome.engines"));
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <div className={classes.head}>
          <Brand />
          <span className="muted">{t("welcome.step", { step: 2 })}</span>
        </div>
        <h1 className="display">{t("welcome.engines")}</h1>
        <p className={`lead ${classes.lead}`}>{t("welcome.enginesLead")}</p>
        <div className={classes.list}>
          {error ? (
            <ErrorNote error={error} onRetry={() => void refetch()} />
          ) : data ? (
            <EngineRows engines={data} isAdmin={role === "admin"} />
          ) : (
            <SkeletonRows rows={3} />
          )}
        </div>
        <div className={classes.foot}>
          {role === "admin" ? (
            <Button component={Link} to="/settings/models" variant="quiet" leftSection={<IconPlus />}>
              {t("welcome.add")}
            </Button>
          ) : (
            <span />
          )}
          <Button component={Link} to="/" replace variant="primary" size="lg">
            {t("welcome.open")}
          </Button>
        </div>
      </div>
    </main>
  );
}

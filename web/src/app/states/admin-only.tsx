import { Button } from "@mantine/core";
import { Link, Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import { usePageTitle } from "@/ui/layout/page";
import { FullPage } from "@/ui/states/full-page";
import { useSignOut } from "../shell/use-sign-out";

/** The rooms of the house's care: open to administrators, and plainly said to others. */
export function AdminOnly() {
  return useMe().role === "admin" ? <Outlet /> : <Denied />;
}

function Denied() {
  const { t } = useTranslation();
  const person = useMe();
  const leave = useSignOut();
  usePageTitle(t("denied.title"));
  return (
    <FullPage
      title={t("denied.title")}
      why={t("denied.why", { name: person.name || person.username })}
      actions={
        <>
          <Button variant="primary" component={Link} to="/">
            {t("common.home")}
          </Button>
          <Button variant="quiet" onClick={() => void leave()}>
            {t("denied.other")}
          </Button>
        </>
      }
    />
  );
}

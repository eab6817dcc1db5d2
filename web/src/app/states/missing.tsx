import { Button } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { Link, useRouterState } from "@tanstack/react-router";
import { Trans, useTranslation } from "react-i18next";
import { usePageTitle } from "@/ui/layout/page";
import { FullPage } from "@/ui/states/full-page";
import { show } from "../shell/shell-store";

/** No page lives at this address. */
export function Missing() {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  usePageTitle(t("missing.title"));
  return (
    <FullPage
      title={t("missing.title")}
      why={<Trans i18nKey="missing.why" values={{ path }} components={{ path: <code className="mono" /> }} />}
      actions={
        <>
          <Button variant="primary" component={Link} to="/">
            {t("common.home")}
          </Button>
          <Button leftSection={<IconSearch />} onClick={() => show("palette")}>
            {t("rail.find")}
          </Button>
        </>
      }
    />
  );
}

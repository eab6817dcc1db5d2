import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "@/ui/layout/page";
import { AdminTabs } from "./admin-tabs";

/** The frame of every page of the administration: one name, its parts as tabs. */
export function AdminPage({ actions, children }: { actions?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Page title={t("admin.title")} tabs={<AdminTabs />} actions={actions}>
      {children}
    </Page>
  );
}

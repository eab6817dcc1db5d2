import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import { useSaving } from "@/api/saving";
import { Page } from "@/ui/layout/page";
import { SavedMark } from "@/ui/marks/saved-mark";
import { AdminPage } from "../admin-page";
import { ChannelsSection } from "../channels/channels-section";
import { AnswersSection } from "./answers-section";
import { Defaults } from "./defaults";
import classes from "./models.module.css";
import { ModelsSection } from "./models-section";
import { UseSection } from "./use-section";

/** Channels, their models, and what each is taken for. Everybody may look; admins set it up. */
export function ModelsPage() {
  const isAdmin = useMe().role === "admin";
  return (
    <Frame isAdmin={isAdmin}>
      <div className={classes.column}>
        {isAdmin ? <ChannelsSection /> : null}
        <div className={classes.two}>
          <ModelsSection isAdmin={isAdmin} />
          <Defaults isAdmin={isAdmin} />
        </div>
        <UseSection isAdmin={isAdmin} />
        {isAdmin ? <AnswersSection /> : null}
      </div>
    </Frame>
  );
}

function Frame({ isAdmin, children }: { isAdmin: boolean; children: ReactNode }) {
  const { t } = useTranslation();
  const saving = useSaving();
  if (isAdmin) return <AdminPage actions={<SavedMark saving={saving} />}>{children}</AdminPage>;
  return <Page title={t("models.title")}>{children}</Page>;
}

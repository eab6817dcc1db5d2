import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSaving } from "@/api/saving";
import { Page } from "@/ui/layout/page";
import { Sections } from "@/ui/layout/section";
import { SavedMark } from "@/ui/marks/saved-mark";
import { KeySection } from "./key-section";
import { LimitsSection } from "./limits-section";
import { LookSection } from "./look-section";
import { ProfileSection } from "./profile-section";
import { SessionSection } from "./session-section";

/** The person's own: how others see them, how the page looks, where they are signed in, what acts for them. */
export function AccountPage({ onSignOut }: { onSignOut: () => void }) {
  const { t } = useTranslation();
  const saving = useSaving();
  return (
    <Page
      title={t("room.account")}
      actions={
        <>
          <SavedMark saving={saving} />
          <Button variant="quiet" onClick={onSignOut}>
            {t("account.signOut")}
          </Button>
        </>
      }
    >
      <Sections>
        <ProfileSection />
        <LookSection />
        <LimitsSection />
        <SessionSection />
        <KeySection />
      </Sections>
    </Page>
  );
}

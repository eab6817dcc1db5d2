import { useTranslation } from "react-i18next";
import { AccountForm } from "./account-form";
import { Door } from "./door";
import { useRegister } from "./use-register";

/** The very first page of a new server: the one who installs it becomes its administrator. */
export function WelcomePage() {
  const { t } = useTranslation();
  const send = useRegister("/welcome/engines");
  return (
    <Door title={t("welcome.title")} lead={t("welcome.lead")} step={t("welcome.step", { step: 1 })}>
      <AccountForm submit={t("welcome.submit")} send={send} />
    </Door>
  );
}

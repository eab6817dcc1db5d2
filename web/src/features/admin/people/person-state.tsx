import { useTranslation } from "react-i18next";
import type { AdminUser } from "@/api/types";
import { Dot } from "@/ui/marks/dot";
import { StateWord } from "@/ui/marks/state-word";

/** Whether a person may come in. */
export function PersonState({ person }: { person: AdminUser }) {
  const { t } = useTranslation();
  return person.disabled ? (
    <StateWord look="bad" mark={<Dot look="bad" />}>
      {t("admin.people.closed")}
    </StateWord>
  ) : (
    <StateWord look="ok" mark={<Dot look="ok" />}>
      {t("admin.people.active")}
    </StateWord>
  );
}

import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import { usePageTitle } from "@/ui/layout/page";
import { greetingAt } from "./greeting";
import classes from "./home-page.module.css";

export function HomePage() {
  const { t } = useTranslation();
  const person = useMe();
  usePageTitle("Fabula");
  return (
    <div className={classes.page}>
      <div className={classes.column}>
        <h1 className="display">{t(`home.greeting.${greetingAt(new Date())}`, { name: person.name || person.username })}</h1>
      </div>
    </div>
  );
}

import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Art } from "@/ui/art/art";
import { usePageTitle } from "@/ui/layout/page";
import { Mark } from "@/ui/marks/brand";
import classes from "./door.module.css";
import { LanguageChoice } from "./language-choice";

type Props = { title: string; lead: string; step?: string; children: ReactNode };

/** The front door: a picture on the left, one form on the right. */
export function Door({ title, lead, step, children }: Props) {
  const { t } = useTranslation();
  usePageTitle(title);
  return (
    <div className={classes.door}>
      <aside className={`${classes.art} no-phone`}>
        <Art name="door" />
        <p>{t("door.quote")}</p>
      </aside>
      <main className={classes.side}>
        <div className={classes.top}>
          {step ? <span className="muted">{step}</span> : <span />}
          <LanguageChoice />
        </div>
        <div className={classes.form}>
          <Mark size={44} />
          <div>
            <h1 className="title">{title}</h1>
            <p className={`muted ${classes.lead}`}>{lead}</p>
          </div>
          {children}
        </div>
        <p className={`caption ${classes.foot}`}>{t("door.own")}</p>
      </main>
    </div>
  );
}

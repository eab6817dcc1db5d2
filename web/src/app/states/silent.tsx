import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { askNow, connection } from "@/api/connection";
import { useFormat } from "@/i18n/format";
import { usePageTitle } from "@/ui/layout/page";
import { Dot } from "@/ui/marks/dot";
import { StateWord } from "@/ui/marks/state-word";
import { FullPage } from "@/ui/states/full-page";
import classes from "./silent.module.css";
import { useCountdown } from "./use-countdown";

/** The server is silent and there is nothing to show from before. */
export function Silent() {
  const { t } = useTranslation();
  const format = useFormat();
  const { nextTryAt, tries } = useStore(connection);
  const seconds = useCountdown(nextTryAt);
  usePageTitle(t("connection.title"));
  return (
    <FullPage
      title={t("connection.title")}
      why={t("connection.why")}
      actions={
        <Button variant="primary" onClick={() => void askNow()}>
          {t("connection.tryNow")}
        </Button>
      }
    >
      <div className={classes.line}>
        <StateWord look="now" mark={<Dot look="busy" />}>
          {seconds === null ? t("connection.asking") : t("connection.again", { span: format.span(seconds) })}
        </StateWord>
        {tries > 0 ? <span className="caption">{t("connection.tries", { count: tries })}</span> : null}
      </div>
    </FullPage>
  );
}

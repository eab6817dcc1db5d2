import { Button } from "@mantine/core";
import { IconCloudOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { askNow, connection } from "@/api/connection";
import { useFormat } from "@/i18n/format";
import classes from "./banner.module.css";
import { useCountdown } from "../states/use-countdown";

/** Says that the server is silent, while the page stays readable. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const format = useFormat();
  const { answers, silentSince, nextTryAt } = useStore(connection);
  const seconds = useCountdown(nextTryAt);
  if (answers || !silentSince) return null;
  return (
    <div className={classes.banner} role="status">
      <IconCloudOff />
      <div className={classes.lines}>
        <p className={classes.words}>
          <span className="strong">{t("connection.title")}.</span>{" "}
          <span className="muted no-phone">{t("connection.since", { time: format.time(silentSince) })}</span>
        </p>
        <span className="muted tnum" aria-hidden="true">
          {seconds === null ? t("connection.asking") : t("connection.again", { span: format.span(seconds) })}
        </span>
      </div>
      <Button size="sm" onClick={() => void askNow()}>
        {t("connection.tryNow")}
      </Button>
    </div>
  );
}

import { Switch } from "@mantine/core";
import { IconSparkles } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { PictureServer } from "@/api/types";
import { useChosen } from "@/ui/controls/use-chosen";
import { Dot } from "@/ui/marks/dot";
import { StateWord } from "@/ui/marks/state-word";
import { ErrorNote } from "@/ui/states/error-note";
import { useChangeServer } from "@/api/picture-servers";
import classes from "./engines.module.css";
import { useServerWords } from "./server-words";

/** The painter that comes with Fabula. */
export function PainterRow({ server, isAlone }: { server: PictureServer; isAlone: boolean }) {
  const { t } = useTranslation();
  const state = useServerWords()(server);
  const change = useChangeServer();
  const [isUsed, use] = useChosen(server.enabled, (enabled) => change.mutateAsync({ id: server.id, enabled }));
  return (
    <li className={classes.server}>
      <div className={classes.top}>
        <IconSparkles className={classes.icon} aria-hidden="true" />
        <div className={classes.what}>
          <h3 className="subject">{t("admin.engines.painter")}</h3>
          <p className="caption">{isAlone && !server.enabled ? t("admin.engines.painterOff") : t("admin.engines.painterLead")}</p>
        </div>
        <span className={classes.state}>
          <StateWord look={state.look} mark={<Dot look={state.dot} />}>
            {state.words}
          </StateWord>
        </span>
        <Switch
          aria-label={t("admin.order.use", { name: t("admin.engines.painter") })}
          checked={isUsed}
          onChange={(event) => use(event.currentTarget.checked)}
        />
      </div>
      {change.error ? <ErrorNote error={change.error} /> : null}
    </li>
  );
}

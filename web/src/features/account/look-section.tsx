import { SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconMoon, IconSun } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asFailure } from "@/api/failure";
import { languages } from "@/api/languages";
import { useChangeProfile, useMe } from "@/api/me";
import type { Theme } from "@/api/types";
import { BUILT_IN_LANGUAGES } from "@/i18n/words";
import { Section } from "@/ui/layout/section";
import { useFailureWords } from "@/ui/states/failure-words";
import classes from "./account.module.css";

const themes: readonly [theme: Theme, icon: ReactNode][] = [
  ["system", null],
  ["light", <IconSun key="sun" className="small" />],
  ["dark", <IconMoon key="moon" className="small" />],
];

/** Language and theme: shown at once, kept with the account. */
export function LookSection() {
  const { t, i18n } = useTranslation();
  const person = useMe();
  const { mutate: change, error, variables } = useChangeProfile();
  const { data: offered = BUILT_IN_LANGUAGES } = useQuery(languages);
  const tell = useFailureWords();
  const reason = error ? tell(asFailure(error)).what : null;
  return (
    <Section title={t("accountPage.look.title")} lead={t("accountPage.look.lead")}>
      <div className={classes.pair}>
        <Select
          label={t("field.language")}
          data={offered.map(({ code, name }) => ({ value: code, label: name }))}
          value={person.language ?? i18n.language}
          error={variables?.language === undefined ? null : reason}
          onChange={(language) => change({ language })}
        />
        <div>
          <p className={`label ${classes.name}`} id="theme">
            {t("account.theme")}
          </p>
          <SegmentedControl
            fullWidth
            aria-labelledby="theme"
            value={person.theme}
            onChange={(theme) => change({ theme })}
            data={themes.map(([value, icon]) => ({
              value,
              label: (
                <>
                  {icon}
                  {t(`accountPage.look.themes.${value}`)}
                </>
              ),
            }))}
          />
          {variables?.theme !== undefined && reason ? <p className={classes.fault}>{reason}</p> : null}
        </div>
      </div>
    </Section>
  );
}

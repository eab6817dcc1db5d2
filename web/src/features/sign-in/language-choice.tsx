import { Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconChevronDown, IconWorld } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { chooseLanguage, languages } from "@/api/languages";
import { BUILT_IN_LANGUAGES } from "@/i18n/words";

/** The language before anyone is signed in; kept on this device. */
export function LanguageChoice() {
  const { t, i18n } = useTranslation();
  const { data: offered = BUILT_IN_LANGUAGES.map((language) => ({ ...language, source: "built-in" as const })) } = useQuery(languages);
  const current = offered.find((language) => language.code === i18n.language);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="quiet"
          aria-label={`${t("field.language")}: ${current?.name ?? i18n.language}`}
          leftSection={<IconWorld className="small" />}
          rightSection={<IconChevronDown className="small" />}
        >
          {current?.name ?? i18n.language}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={i18n.language} onChange={(code) => void chooseLanguage(code, offered)}>
          {offered.map(({ code, name }) => (
            <Menu.RadioItem key={code} value={code} lang={code} closeMenuOnClick>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}

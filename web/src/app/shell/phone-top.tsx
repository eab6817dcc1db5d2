import { ActionIcon } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Brand } from "@/ui/marks/brand";
import classes from "./phone-top.module.css";
import { show } from "./shell-store";

/** The bar above home on a phone. */
export function PhoneTop() {
  const { t } = useTranslation();
  return (
    <header className={classes.top}>
      <Brand />
      <ActionIcon aria-label={t("rail.find")} onClick={() => show("palette")}>
        <IconSearch />
      </ActionIcon>
    </header>
  );
}

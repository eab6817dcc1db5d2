import { ActionIcon, Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCheck, IconCheckbox, IconChevronDown, IconHeart, IconTable } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { allTemplates } from "@/api/templates";
import { useTemplateName } from "@/ui/inputs/template-name";
import { usePhone } from "@/ui/layout/use-phone";
import { choose } from "../gallery/gallery-store";
import type { ImagesSearch } from "../search";
import classes from "./head.module.css";

/** Which pictures to show, and the way to choosing several. */
export function Filters({ search }: { search: ImagesSearch }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const go = (next: ImagesSearch) => void navigate({ to: "/images", search: { ...search, ...next }, replace: true, viewTransition: false });
  const show = (name: ImagesSearch["only"]) => go({ only: search.only === name ? undefined : name });
  const isAll = !search.only && !search.template;
  return (
    <div className={classes.bar}>
      <div className={classes.chips} role="group" aria-label={t("images.filter")}>
        <button type="button" className={classes.chip} aria-pressed={isAll} onClick={() => go({ only: undefined, template: undefined })}>
          {t("images.all")}
        </button>
        <button type="button" className={classes.chip} aria-pressed={search.only === "favourites"} onClick={() => show("favourites")}>
          <IconHeart />
          {t("images.favourites")}
        </button>
        <TemplateFilter chosen={search.template} onChoose={(template) => go({ template })} />
        <button type="button" className={classes.chip} aria-pressed={search.only === "tables"} onClick={() => show("tables")}>
          <IconTable />
          {t("images.fromTables")}
        </button>
      </div>
      <Select />
    </div>
  );
}

function Select() {
  const { t } = useTranslation();
  const isPhone = usePhone();
  if (isPhone) {
    return (
      <ActionIcon aria-label={t("images.select")} title={t("images.select")} onClick={() => choose([])}>
        <IconCheckbox />
      </ActionIcon>
    );
  }
  return (
    <Button variant="quiet" leftSection={<IconCheckbox />} onClick={() => choose([])}>
      {t("images.select")}
    </Button>
  );
}

type TemplateProps = { chosen: string | undefined; onChoose: (template: string | undefined) => void };

function TemplateFilter({ chosen, onChoose }: TemplateProps) {
  const { t } = useTranslation();
  const { data = [] } = useQuery(allTemplates);
  const nameOf = useTemplateName();
  const named = data.find((template) => template.id === chosen);
  return (
    <Menu>
      <Menu.Target>
        <button type="button" className={classes.chip} data-on={chosen ? true : undefined}>
          {named ? nameOf(named.id, named.name) : t("images.template")}
          <IconChevronDown />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onChoose(undefined)} rightSection={chosen ? null : <IconCheck className="small" />}>
          {t("images.anyTemplate")}
        </Menu.Item>
        <Menu.Divider />
        {data.map((template) => (
          <Menu.Item key={template.id} onClick={() => onChoose(template.id)} rightSection={template.id === chosen ? <IconCheck className="small" /> : null}>
            {nameOf(template.id, template.name)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

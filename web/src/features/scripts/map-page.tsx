import { ActionIcon, Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconChevronLeft } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { allTemplates, optionsOf } from "@/api/templates";
import { useFormat } from "@/i18n/format";
import { usePageTitle } from "@/ui/layout/page";
import { ErrorNote } from "@/ui/states/error-note";
import { SkeletonRows } from "@/ui/states/skeleton";
import { useTemplateName } from "@/ui/inputs/template-name";
import { type Preview, previewOf, type ScriptTable } from "./api";
import { DryRunPanel } from "./dry-run-panel";
import { MapTable } from "./map-table";
import classes from "./scripts.module.css";

const USUAL = "default";

/** A table before it is run: where its columns go, and what is wrong with which row. */
export function MapPage() {
  const { t } = useTranslation();
  const { table: asset = "", name = "", template = USUAL } = useSearch({ from: "/inside/shell/images/scripts/new" });
  const [columns, setColumns] = useState<Record<string, string>>({});
  const table: ScriptTable = { asset_id: asset, template, format: "", encoding: "", delimiter: "", columns, values: {}, key: "", grid: [], zip: [], files: {} };
  const { data, error, refetch } = useQuery(previewOf(table));
  usePageTitle(name || t("scripts.title"));
  return (
    <>
      <header className={classes.head}>
        <ActionIcon aria-label={t("scripts.back")} title={t("scripts.back")} renderRoot={(props) => <Link to="/images/scripts" {...props} />}>
          <IconChevronLeft />
        </ActionIcon>
        <h1 className="cut">{name || t("scripts.title")}</h1>
        <span className={classes.gap} />
        <Button variant="quiet" component={Link} to="/images/scripts">
          {t("scripts.change")}
        </Button>
      </header>
      <div className={classes.mapping}>
        <section className={classes.work} aria-label={t("scripts.columns")}>
          <Facts table={table} name={name} />
          {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
          {data ? null : <Waiting isOver={error !== null} />}
          {data ? <MapTable preview={data} columns={columns} onMap={(column, to) => setColumns((before) => ({ ...before, [column]: to }))} template={table.template} /> : null}
        </section>
        <DryRunPanel table={table} title={name} isReadable={!error} unplaced={unplacedIn(data)} />
      </div>
    </>
  );
}

const unplacedIn = (preview?: Preview) => (preview?.columns ?? []).filter(({ problem }) => problem).map(({ name }) => name);

function Facts({ table, name }: { table: ScriptTable; name: string }) {
  const navigate = useNavigate();
  const { data } = useQuery(previewOf(table));
  const choose = (template: string | null) =>
    void navigate({ to: "/images/scripts/new", search: { table: table.asset_id, name, template: template ?? undefined }, replace: true, viewTransition: false });
  return (
    <div className={classes.facts}>
      <p>{data ? <Read preview={data} /> : null}</p>
      <TemplateChoice template={table.template} onChoose={choose} />
    </div>
  );
}

const Waiting = ({ isOver }: { isOver: boolean }) => (isOver ? null : <SkeletonRows rows={6} />);

/** How the file was read. */
function Read({ preview }: { preview: Preview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { pictures, delimiter, encoding } = preview;
  const sign = delimiter === "\t" ? "Tab" : delimiter;
  return (
    <>
      <span className="strong">
        {t(preview.is_complete ? "scripts.pictures" : "scripts.picturesSoFar", { count: pictures, shown: format.number(pictures) })}
      </span>{" "}
      <span className="muted">{[preview.format.toUpperCase(), encoding, sign && t("scripts.delimiter", { sign })].filter(Boolean).join(", ")}</span>
    </>
  );
}

function TemplateChoice({ template, onChoose }: { template: string; onChoose: (template: string | null) => void }) {
  const { t } = useTranslation();
  const { data: templates = [] } = useQuery(allTemplates);
  const nameOf = useTemplateName();
  const { data: options } = useQuery(optionsOf(template));
  // The house's usual one is asked for by its part, and stands in the list by its name.
  const known = templates.find(({ id }) => id === options?.template) ?? templates.find((one) => one.name === options?.template_name);
  return (
    <Select
      aria-label={t("images.template")}
      className={classes.template ?? ""}
      searchable={templates.length > 8}
      data={templates.map((one) => ({ value: one.id, label: nameOf(one.id, one.name) }))}
      value={known?.id ?? null}
      onChange={onChoose}
    />
  );
}

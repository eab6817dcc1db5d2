import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconFileImport } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { allTemplates } from "@/api/templates";
import type { TemplateItem } from "@/api/types";
import { Page } from "@/ui/layout/page";
import { PictureDrop } from "@/ui/pictures/picture-drop";
import { ErrorNote } from "@/ui/states/error-note";
import { SkeletonRows } from "@/ui/states/skeleton";
import { useImport } from "./api";
import { Problems } from "./problems";
import { TemplateRow } from "./template-row";
import classes from "./templates.module.css";

const WORKFLOWS = ".json,.png,.webp,application/json,image/png,image/webp";
const ORIGINS = ["own", "shared", "shipped"] as const;

/** Every template that the person can use, and the place to bring another. */
export function TemplatesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(allTemplates);
  const bring = useImport();
  const take = (file: File) =>
    bring.mutate(file, { onSuccess: ({ id }) => void navigate({ to: "/library/templates/$template", params: { template: id } }) });
  return (
    <Page title={t("room.templates")}>
      <div className={classes.column}>
        <PictureDrop
          icon={IconFileImport}
          title={t("templates.bring")}
          lead={t("templates.bringLead")}
          accept={WORKFLOWS}
          isBusy={bring.isPending}
          isLarge={data?.every(({ origin }) => origin === "shipped") ?? false}
          onFile={take}
        />
        {bring.error ? (
          <ErrorNote title={t("templates.notBrought")} error={bring.error}>
            <Button variant="quiet" size="sm" onClick={() => bring.reset()}>
              {t("common.close")}
            </Button>
          </ErrorNote>
        ) : null}
        <Problems error={bring.error} />
        {error && !data ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
        {!data && !error ? <SkeletonRows rows={6} /> : null}
        {ORIGINS.map((origin) => (
          <Shelf key={origin} origin={origin} templates={data?.filter((template) => template.origin === origin) ?? []} />
        ))}
      </div>
    </Page>
  );
}

type ShelfProps = { origin: (typeof ORIGINS)[number]; templates: TemplateItem[] };

function Shelf({ origin, templates }: ShelfProps) {
  const { t } = useTranslation();
  if (templates.length === 0) return null;
  return (
    <section className={classes.shelf} aria-labelledby={`shelf-${origin}`}>
      <h2 id={`shelf-${origin}`} className="label">
        {t(`templates.origin.${origin}`)}
      </h2>
      <ul>
        {templates.map((template) => (
          <TemplateRow key={template.id} template={template} />
        ))}
      </ul>
    </section>
  );
}

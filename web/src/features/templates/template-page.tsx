import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asFailure } from "@/api/failure";
import { templateOf } from "@/api/templates";
import type { TemplateInfo } from "@/api/types";
import { usePageTitle } from "@/ui/layout/page";
import { SkeletonPage } from "@/ui/states/skeleton";
import { NotHere } from "@/ui/states/not-here";
import { useTemplateName } from "@/ui/inputs/template-name";
import { Graph } from "./graph/graph";
import { Inputs } from "./inputs/inputs";
import { TemplateHead } from "./template-head";
import classes from "./template.module.css";
import { Trial } from "./trial/trial";
import { useTrial } from "./trial/use-trial";

/** One template: its workflow in small, what goes in, and a run to try it. */
export function TemplatePage() {
  const { t } = useTranslation();
  const { template: id } = useParams({ from: "/inside/shell/library/templates/$template" });
  const { data, error, refetch } = useQuery(templateOf(id));
  const nameOf = useTemplateName();
  usePageTitle(data ? nameOf(data.id, data.name) : t("room.templates"));
  if (data) return <Editor key={data.id} template={data} />;
  if (!error) return <SkeletonPage />;
  const back = { to: "/library/templates", title: t("templates.back") } as const;
  return <NotHere error={error} isGone={asFailure(error).status === 404} title={t("templates.goneTitle")} why={t("templates.goneWhy")} back={back} onRetry={() => void refetch()} />;
}

function Editor({ template }: { template: TemplateInfo }) {
  const { t } = useTranslation();
  const trial = useTrial(template);
  const [chosen, setChosen] = useState<number | null>(template.inputs.length > 0 ? 1 : null);
  const found = t("templates.found", { count: template.inputs.length });
  return (
    <>
      <TemplateHead template={template} isTried={trial.run?.state === "done"} isTrying={trial.isUnderWay} />
      <div className={classes.editor}>
        <section className={classes.work} aria-label={t("templates.workflow")}>
          <p className={classes.found}>
            <span className="strong">{found}</span> {t("templates.inNodes", { count: Object.keys(template.graph).length })}
          </p>
          <Graph template={template} chosen={chosen} onChoose={setChosen} />
          <Trial template={template} trial={trial} />
        </section>
        <Inputs template={template} chosen={chosen} onChoose={setChosen} />
      </div>
    </>
  );
}

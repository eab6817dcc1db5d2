import { ActionIcon } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconTable, IconTrash } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useUpload } from "@/api/assets";
import { useFormat } from "@/i18n/format";
import { Confirm } from "@/ui/controls/confirm";
import { Page } from "@/ui/layout/page";
import { PictureDrop } from "@/ui/pictures/picture-drop";
import { ErrorNote } from "@/ui/states/error-note";
import { Listed } from "@/ui/states/listed";
import { SkeletonRows } from "@/ui/states/skeleton";
import { useTemplateName } from "@/ui/inputs/template-name";
import { type Script, scripts, useDeleteScript } from "./api";
import classes from "./scripts.module.css";
import { Share } from "./share";

const TABLES = ".csv,.tsv,.txt,.tab,.json,.jsonl,.ndjson,.yaml,.yml";

/** Where a table is dropped, and those that were run before. */
export function ScriptsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const upload = useUpload();
  const list = useInfiniteQuery(scripts);
  const take = (file: File) =>
    upload.mutate(file, { onSuccess: ({ id, name }) => void navigate({ to: "/images/scripts/new", search: { table: id, name, template: undefined } }) });
  return (
    <Page title={t("scripts.title")} back={{ to: "/images", title: t("images.back") }}>
      <div className={classes.column}>
        <PictureDrop icon={IconTable} title={t("scripts.drop")} lead={t("scripts.dropLead")} accept={TABLES} isBusy={upload.isPending} isLarge={list.data?.pages[0]?.items.length === 0} onFile={take} />
        {upload.error ? <ErrorNote error={upload.error} /> : null}
        <Listed of={list} waiting={<SkeletonRows rows={4} />} none={null}>
          {(items) => (
            <ul>
              {items.map((script) => (
                <ScriptRow key={script.id} script={script} />
              ))}
            </ul>
          )}
        </Listed>
      </div>
    </Page>
  );
}

function ScriptRow({ script }: { script: Script }) {
  const { t } = useTranslation();
  const format = useFormat();
  const templateName = useTemplateName();
  const remove = useDeleteScript();
  const [isAsking, setAsking] = useState(false);
  const name = script.title || script.file_name;
  return (
    <li className={classes.script}>
      <div>
        <Link to="/images/scripts/$script" params={{ script: script.id }} className={`strong cut ${classes.way}`}>
          {name}
        </Link>
        <p className="caption cut">{[templateName(script.template, script.template_name), t(`scripts.state.${script.state}`), format.ago(script.created_at)].join(", ")}</p>
      </div>
      <div className={classes.small}>
        <Share script={script} />
        <span className="caption tnum">{t("scripts.doneOf", { done: format.number(script.done), total: format.number(script.total) })}</span>
      </div>
      <ActionIcon className={classes.above ?? ""} aria-label={`${t("images.delete")}: ${name}`} title={t("images.delete")} onClick={() => setAsking(true)}>
        <IconTrash />
      </ActionIcon>
      {isAsking ? (
        <Confirm
          title={t("scripts.deleteTitle", { name })}
          action={t("images.delete")}
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(script.id, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          <p className="muted">{t("scripts.deleteWhy")}</p>
        </Confirm>
      ) : null}
    </li>
  );
}

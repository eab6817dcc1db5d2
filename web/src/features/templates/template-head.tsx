import { ActionIcon, Button, FileButton, Menu, TextInput } from "@mantine/core";
import { IconCheck, IconChevronLeft, IconDots, IconFileImport, IconPencil } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TemplateInfo } from "@/api/types";
import { useTemplateName } from "@/ui/inputs/template-name";
import { usePhone } from "@/ui/layout/use-phone";
import { Dot } from "@/ui/marks/dot";
import { StateWord } from "@/ui/marks/state-word";
import { useChangeTemplate, useCopyTemplate } from "./api";
import { DeleteTemplate } from "./delete-template";
import { ReplaceDialog } from "./replace/replace-dialog";
import { TemplateMenu } from "./template-menu";
import classes from "./template.module.css";

type Props = { template: TemplateInfo; isTried: boolean; isTrying: boolean };

/** The name, how far the template is, and what is done with it as a whole. */
export function TemplateHead({ template, isTried, isTrying }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  return (
    <header className={classes.head}>
      <ActionIcon aria-label={t("templates.back")} title={t("templates.back")} renderRoot={(props) => <Link to="/library/templates" {...props} />}>
        <IconChevronLeft />
      </ActionIcon>
      <Name template={template} />
      <span className="caption cut no-phone">{t(`templates.purpose.${template.purpose}`)}</span>
      <span className={classes.gap} />
      <Steps hasInputs={template.inputs.length > 0} isTried={isTried} isTrying={isTrying} />
      {template.is_mine ? <ReplaceButton template={template} /> : <CopyButton id={template.id} />}
      <Button variant="primary" onClick={() => void navigate({ to: "/images", search: { use: template.id, create: true } })}>
        {t("templates.use")}
      </Button>
      <Menu opened={isOpen} onChange={setOpen} position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t("images.more")}>
            <IconDots />
          </ActionIcon>
        </Menu.Target>
        {isOpen ? <TemplateMenu template={template} onDelete={() => setDeleting(true)} /> : null}
      </Menu>
      {isDeleting ? (
        <DeleteTemplate template={template} onClose={() => setDeleting(false)} onDeleted={() => void navigate({ to: "/library/templates" })} />
      ) : null}
    </header>
  );
}

function Steps({ hasInputs, isTried, isTrying }: { hasInputs: boolean; isTried: boolean; isTrying: boolean }) {
  const { t } = useTranslation();
  const tick = <IconCheck className="small" />;
  return (
    <span className={classes.steps}>
      <StateWord look="ok" mark={tick}>
        {t("templates.step.read")}
      </StateWord>
      <StateWord look={hasInputs ? "ok" : "wait"} mark={hasInputs ? tick : null}>
        {t("templates.step.inputs")}
      </StateWord>
      <StateWord look={isTried ? "ok" : isTrying ? "now" : "wait"} mark={isTried ? tick : isTrying ? <Dot look="busy" /> : null}>
        {t("templates.step.trial")}
      </StateWord>
      <StateWord look={isTried ? "ok" : "wait"} mark={isTried ? tick : null}>
        {t("templates.step.ready")}
      </StateWord>
    </span>
  );
}

function CopyButton({ id }: { id: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const copy = useCopyTemplate();
  const open = (made: TemplateInfo) => void navigate({ to: "/library/templates/$template", params: { template: made.id } });
  return (
    <Button className="no-phone" loading={copy.isPending} onClick={() => copy.mutate(id, { onSuccess: open })}>
      {t("templates.copyToChange")}
    </Button>
  );
}

type Opener = { onClick: () => void };

function ReplaceButton({ template }: { template: TemplateInfo }) {
  const { t } = useTranslation();
  const isPhone = usePhone();
  const [file, setFile] = useState<File | null>(null);
  const opened = (opener: Opener) =>
    isPhone ? (
      <ActionIcon {...opener} aria-label={t("templates.replace")} title={t("templates.replace")}>
        <IconFileImport />
      </ActionIcon>
    ) : (
      <Button {...opener}>{t("templates.replace")}</Button>
    );
  return (
    <>
      <FileButton accept=".json,.png,.webp,application/json,image/png,image/webp" onChange={setFile}>
        {opened}
      </FileButton>
      {file ? <ReplaceDialog key={file.lastModified} template={template} file={file} onClose={() => setFile(null)} /> : null}
    </>
  );
}

/** Renamed in place by whom it belongs to. */
function Name({ template }: { template: TemplateInfo }) {
  const { t } = useTranslation();
  const { mutate: change } = useChangeTemplate(template.id);
  const name = useTemplateName()(template.id, template.name);
  const [typed, setTyped] = useState<string | null>(null);
  const save = () => {
    const wanted = typed?.trim();
    if (wanted && wanted !== template.name) change({ name: wanted });
    setTyped(null);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter") save();
    if (event.key === "Escape") setTyped(null);
  };
  if (typed !== null) {
    return (
      <TextInput
        className={classes.rename ?? ""}
        aria-label={t("images.name")}
        autoFocus
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={save}
        onKeyDown={press}
      />
    );
  }
  return (
    <>
      <h1 className="cut" title={name}>
        {name}
      </h1>
      {template.is_mine ? (
        <ActionIcon size="sm" aria-label={t("images.rename")} title={t("images.rename")} onClick={() => setTyped(template.name)}>
          <IconPencil className="small" />
        </ActionIcon>
      ) : null}
    </>
  );
}

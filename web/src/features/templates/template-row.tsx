import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import type { TemplateItem } from "@/api/types";
import { hiddenThings, isHidden } from "@/api/visibility";
import { useFormat } from "@/i18n/format";
import { DeleteTemplate } from "./delete-template";
import { TemplateMenu } from "./template-menu";
import { useTemplateName } from "@/ui/inputs/template-name";
import classes from "./templates.module.css";

/** A template in the list: what it makes of what, and how old its state is. */
export function TemplateRow({ template }: { template: TemplateItem }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { data: hidden } = useQuery({ ...hiddenThings, enabled: useMe().role === "admin" });
  const isKept = isHidden(hidden, "template", template.id);
  const name = useTemplateName()(template.id, template.name);
  const [isOpen, setOpen] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  return (
    <li className={classes.row}>
      <div>
        <Link to="/library/templates/$template" params={{ template: template.id }} className={`strong cut ${classes.way}`}>
          {name}
        </Link>
        <p className="caption cut">{[t(`templates.purpose.${template.purpose}`), t(`templates.style.${template.style}`), isKept ? t("admin.limits.adminsOnly") : ""].filter(Boolean).join(", ")}</p>
      </div>
      <span className="caption no-phone">
        {template.updated_at ? [t("images.revision", { number: template.revision }), format.ago(template.updated_at)].join(", ") : null}
      </span>
      <Button
        size="sm"
        className={classes.above ?? ""}
        aria-label={`${t("templates.use")}: ${name}`}
        onClick={() => void navigate({ to: "/images", search: { use: template.id, create: true } })}
      >
        {t("templates.use")}
      </Button>
      <Menu opened={isOpen} onChange={setOpen} position="bottom-end">
        <Menu.Target>
          <ActionIcon className={classes.above ?? ""} aria-label={`${t("images.more")}: ${name}`}>
            <IconDots />
          </ActionIcon>
        </Menu.Target>
        {isOpen ? <TemplateMenu template={template} onDelete={() => setDeleting(true)} /> : null}
      </Menu>
      {isDeleting ? <DeleteTemplate template={template} onClose={() => setDeleting(false)} /> : null}
    </li>
  );
}

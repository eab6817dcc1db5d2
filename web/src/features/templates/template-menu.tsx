import { Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCopy, IconDownload, IconEye, IconEyeOff, IconShare, IconShareOff, IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/me";
import type { TemplateItem } from "@/api/types";
import { hiddenThings, isHidden, useChangeVisibility } from "@/api/visibility";
import { saveTemplate, useChangeTemplate, useCopyTemplate } from "./api";

/** What can be done with a template as a whole. */
export function TemplateMenu({ template, onDelete }: { template: TemplateItem; onDelete: () => void }) {
  const { t } = useTranslation();
  const { role } = useMe();
  const navigate = useNavigate();
  const copy = useCopyTemplate();
  const { mutate: change } = useChangeTemplate(template.id);
  const isShared = template.origin === "shared";
  const open = ({ id }: { id: string }) => void navigate({ to: "/library/templates/$template", params: { template: id } });
  return (
    <Menu.Dropdown>
      <Menu.Item leftSection={<IconCopy />} onClick={() => copy.mutate(template.id, { onSuccess: open })}>
        {t("templates.copy")}
      </Menu.Item>
      <Menu.Item leftSection={<IconDownload />} onClick={() => void saveTemplate(template, "template")}>
        {t("templates.export")}
      </Menu.Item>
      <Menu.Item leftSection={<IconDownload />} onClick={() => void saveTemplate(template, "api")}>
        {t("templates.exportApi")}
      </Menu.Item>
      {role === "admin" && template.is_mine ? (
        <Menu.Item leftSection={isShared ? <IconShareOff /> : <IconShare />} onClick={() => change({ is_shared: !isShared })}>
          {isShared ? t("templates.unshare") : t("templates.share")}
        </Menu.Item>
      ) : null}
      {role === "admin" && template.origin !== "own" ? <SeenBy id={template.id} /> : null}
      {template.is_mine ? (
        <>
          <Menu.Divider />
          <Menu.Item leftSection={<IconTrash />} data-danger onClick={onDelete}>
            {t("templates.delete")}
          </Menu.Item>
        </>
      ) : null}
    </Menu.Dropdown>
  );
}

/** Kept for admins, or open to everybody. */
function SeenBy({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(hiddenThings);
  const { mutate: change } = useChangeVisibility();
  const isKept = isHidden(data, "template", id);
  return (
    <Menu.Item leftSection={isKept ? <IconEye /> : <IconEyeOff />} onClick={() => change({ kind: "template", name: id, hidden: !isKept })}>
      {t(isKept ? "admin.limits.show" : "admin.limits.hide")}
    </Menu.Item>
  );
}

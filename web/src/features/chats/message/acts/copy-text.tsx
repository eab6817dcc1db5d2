import { ActionIcon } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCopy } from "@/ui/controls/use-copy";

export function CopyText({ text }: { text: string }) {
  const { t } = useTranslation();
  const { copied, copy } = useCopy();
  const label = copied ? t("common.copied") : t("common.copy");
  return (
    <ActionIcon size="sm" disabled={!text} aria-label={label} title={label} onClick={() => void copy(text)}>
      {copied ? <IconCheck className="small" /> : <IconCopy className="small" />}
    </ActionIcon>
  );
}

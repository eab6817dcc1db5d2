import { ActionIcon } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCopy } from "@/ui/controls/use-copy";

/** Copies a text, and says that it did. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const { copied, copy } = useCopy();
  const word = copied ? t("common.copied") : label;
  return (
    <ActionIcon size="sm" aria-label={word} title={word} onClick={() => void copy(text)}>
      {copied ? <IconCheck className="small" /> : <IconCopy className="small" />}
    </ActionIcon>
  );
}

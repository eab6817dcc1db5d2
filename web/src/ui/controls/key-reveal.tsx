import { Button } from "@mantine/core";
import { IconCheck, IconCopy, IconEye } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { StateWord } from "@/ui/marks/state-word";
import classes from "./key-reveal.module.css";
import { useCopy } from "./use-copy";

type Props = { title: string; secret: string; note: string };

/** The one time a secret is shown. */
export function KeyReveal({ title, secret, note }: Props) {
  const { t } = useTranslation();
  const { copied, copy } = useCopy();
  const [Icon, word] = copied ? [IconCheck, t("common.copied")] : [IconCopy, t("common.copy")];
  return (
    <div className={classes.reveal} role="status">
      <div className={classes.head}>
        <span className="strong">{title}</span>
        <StateWord look="warn" mark={<IconEye className="small" />}>
          {t("secret.once")}
        </StateWord>
      </div>
      <div className={classes.line}>
        <code className="mono">{secret}</code>
        <Button variant="primary" size="sm" leftSection={<Icon />} onClick={() => void copy(secret)}>
          {word}
        </Button>
      </div>
      <p className="caption">{note}</p>
    </div>
  );
}

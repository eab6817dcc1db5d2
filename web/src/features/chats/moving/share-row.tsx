import { Button } from "@mantine/core";
import { IconCheck, IconCopy, IconLink } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Share } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { useCopy } from "@/ui/controls/use-copy";
import { addressOf, useTakeBackShare } from "./api";
import classes from "./moving.module.css";

/** One link: what it shows, to be copied or taken back. */
export function ShareRow({ share, isNew }: { share: Share; isNew: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { copied, copy } = useCopy();
  const takeBack = useTakeBackShare(share.chat_id);
  const address = addressOf(share);
  const [Mark, word] = copied ? [IconCheck, t("common.copied")] : [IconCopy, t("common.copy")];
  return (
    <li className={classes.link} data-new={isNew || undefined}>
      <IconLink aria-hidden="true" />
      <div className={classes.address}>
        <a className="mono cut" href={address} target="_blank" rel="noreferrer">
          {address.replace(/^https?:\/\//, "")}
        </a>
        <p className="caption">
          {format.ago(share.created_at)}
          {share.is_named ? `, ${t("moving.share.withName")}` : ""}
        </p>
        {takeBack.error ? <p className={classes.wrong}>{t("moving.share.notTakenBack")}</p> : null}
      </div>
      <Button size="sm" leftSection={<Mark />} onClick={() => void copy(address)}>
        {word}
      </Button>
      <Button size="sm" variant="quiet" loading={takeBack.isPending} onClick={() => takeBack.mutate(share.id)}>
        {t("moving.share.takeBack")}
      </Button>
    </li>
  );
}

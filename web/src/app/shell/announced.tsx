import { ActionIcon } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { announcements, useCloseAnnouncement } from "@/api/announcements";
import { BannerLine } from "@/ui/states/banner-line";

/** What the admins say, until the person has read it. */
export function Announced() {
  const { t } = useTranslation();
  const { data } = useQuery(announcements);
  const close = useCloseAnnouncement();
  return data?.items.map(({ id, kind, words }) => (
    <BannerLine key={id} kind={kind} words={words}>
      <ActionIcon aria-label={t("announced.close", { words })} title={t("common.close")} onClick={() => close.mutate(id)}>
        <IconX />
      </ActionIcon>
    </BannerLine>
  ));
}

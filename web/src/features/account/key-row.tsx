import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconKey, IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiKey } from "@/api/types";
import { type Format, useFormat } from "@/i18n/format";
import { Confirm } from "@/ui/controls/confirm";
import { ThingRow } from "@/ui/layout/thing-row";
import { useRevokeKey } from "./api";
import { KeyName } from "./key-name";

/** One key: renamed in its place, revoked after a question. */
export function KeyRow({ apiKey, onRevoked }: { apiKey: ApiKey; onRevoked: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [state, setState] = useState<"still" | "renaming" | "revoking">("still");
  const rest = () => setState("still");
  const until = untilOf(apiKey, format);
  const used = apiKey.used_at ? t("accountPage.keys.used", { ago: format.ago(apiKey.used_at) }) : t("accountPage.keys.unused");
  const rename = `${t("accountPage.keys.rename")}: ${apiKey.name}`;
  return (
    <ThingRow
      icon={IconKey}
      title={state === "renaming" ? <KeyName apiKey={apiKey} onDone={rest} /> : apiKey.name}
      lead={t(until.key, until)}
      hint={`${t(until.key, until)}, ${used}`}
      note={used}
    >
      <Tooltip label={t("accountPage.keys.rename")}>
        <ActionIcon size="sm" aria-label={rename} onClick={() => setState("renaming")}>
          <IconPencil className="small" />
        </ActionIcon>
      </Tooltip>
      <Button variant="quiet" size="sm" aria-label={`${t("accountPage.keys.revoke")}: ${apiKey.name}`} onClick={() => setState("revoking")}>
        {t("accountPage.keys.revoke")}
      </Button>
      {state === "revoking" ? <Revoke apiKey={apiKey} onClose={rest} onRevoked={onRevoked} /> : null}
    </ThingRow>
  );
}

function untilOf({ prefix, expires_at: end }: ApiKey, format: Format) {
  if (!end) return { key: "accountPage.keys.endless", prefix, day: "" } as const;
  const key = Date.parse(end) > Date.now() ? ("accountPage.keys.until" as const) : ("accountPage.keys.expired" as const);
  return { key, prefix, day: format.day(end) };
}

function Revoke({ apiKey, onClose, onRevoked }: { apiKey: ApiKey; onClose: () => void; onRevoked: () => void }) {
  const { t } = useTranslation();
  const revoke = useRevokeKey();
  return (
    <Confirm
      title={t("accountPage.keys.revokeAsk", { name: apiKey.name })}
      action={t("accountPage.keys.revoke")}
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate(apiKey.id, { onSuccess: onRevoked })}
      onClose={onClose}
    >
      <p className="muted">{t("accountPage.keys.revokeWhat")}</p>
    </Confirm>
  );
}

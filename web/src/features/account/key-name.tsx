import { TextInput } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { asFailure } from "@/api/failure";
import type { ApiKey } from "@/api/types";
import { useFailureWords } from "@/ui/states/failure-words";
import classes from "./account.module.css";
import { useRenameKey } from "./api";

/** The name of a key while it is changed: Enter or leaving keeps it, Escape does not. */
export function KeyName({ apiKey, onDone }: { apiKey: ApiKey; onDone: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(apiKey.name);
  const rename = useRenameKey();
  const tell = useFailureWords();
  const keep = () => {
    const wanted = name.trim();
    if (rename.isPending) return;
    if (!wanted || wanted === apiKey.name) onDone();
    else rename.mutate({ id: apiKey.id, name: wanted }, { onSuccess: onDone });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") keep();
    if (event.key === "Escape") onDone();
  };
  return (
    <TextInput
      size="sm"
      className={classes.rename ?? ""}
      aria-label={t("accountPage.keys.name")}
      autoFocus
      maxLength={80}
      value={name}
      error={rename.error ? tell(asFailure(rename.error)).what : null}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setName(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={onKeyDown}
    />
  );
}

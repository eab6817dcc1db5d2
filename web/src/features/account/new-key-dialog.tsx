import { Button, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiKey } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Dialog } from "@/ui/controls/dialog";
import { DialogFoot } from "@/ui/controls/dialog-foot";
import { filled } from "@/ui/form/rules";
import { useForm } from "@/ui/form/use-form";
import { useRefusal } from "@/ui/form/use-refusal";
import { ErrorNote } from "@/ui/states/error-note";
import classes from "./account.module.css";
import { useMakeKey } from "./api";

const ENDS = ["30", "90", "365", "never", "day"] as const;
type End = (typeof ENDS)[number];

type Props = { onClose: () => void; onMade: (key: string, apiKey: ApiKey) => void };

/** A name and an end for a new key. */
export function NewKeyDialog({ onClose, onMade }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const make = useMakeKey();
  const [end, setEnd] = useState<End>("90");
  const form = useForm(
    { name: "", day: "" },
    { name: filled, day: (day) => (end !== "day" || endOf(day) > Date.now() ? null : { key: "accountPage.keys.needDay" }) },
  );
  const refusal = useRefusal(make.error, ["name"] as const);
  const name = form.field("name");
  const expiry = (day: string) => (end === "never" ? null : end === "day" ? new Date(endOf(day)) : inDays(Number(end)));
  const send = ({ name: given, day }: { name: string; day: string }) =>
    make.mutate(
      { name: given.trim(), expires_at: expiry(day)?.toISOString() ?? null },
      { onSuccess: (made) => onMade(made.key, made.api_key) },
    );
  const isCounted = end !== "never" && end !== "day";
  return (
    <Dialog title={t("accountPage.keys.newTitle")} onClose={onClose}>
      <form noValidate className={classes.fields} onSubmit={form.onSubmit(send)}>
        <TextInput
          label={t("accountPage.keys.name")}
          description={t("accountPage.keys.nameHint")}
          autoComplete="off"
          data-autofocus
          maxLength={80}
          {...name}
          error={name.error ?? refusal.at("name")}
        />
        <Select
          label={t("accountPage.keys.end")}
          {...(isCounted ? { description: format.day(inDays(Number(end))) } : {})}
          data={ENDS.map((value) => ({ value, label: t(`accountPage.keys.ends.${value}`) }))}
          value={end}
          onChange={(value) => value && setEnd(value)}
        />
        {end === "day" ? <TextInput type="date" label={t("accountPage.keys.lastDay")} {...form.field("day")} /> : null}
        {refusal.rest ? <ErrorNote error={refusal.rest} /> : null}
        <DialogFoot onCancel={onClose}>
          <Button type="submit" variant="primary" loading={make.isPending}>
            {t("accountPage.keys.make")}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

/** The last moment of a day that was chosen in the person's own time; NaN when none was. */
const endOf = (day: string) => Date.parse(`${day}T23:59:59`);
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

import { Button, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChannelModels } from "@/api/types";
import { MakingDrawer } from "@/ui/controls/dialog";
import { DialogFoot } from "@/ui/controls/dialog-foot";
import { filled } from "@/ui/form/rules";
import { useForm } from "@/ui/form/use-form";
import { useRefusal } from "@/ui/form/use-refusal";
import { ErrorNote } from "@/ui/states/error-note";
import forms from "../engine-forms/forms.module.css";
import { useInstallModel } from "./api";

const NAMES = ["model"] as const;

/** Which model, and on which server; the rest is a run that can be followed. */
export function InstallDrawer({ channels, onClose }: { channels: ChannelModels[]; onClose: () => void }) {
  const { t } = useTranslation();
  const install = useInstallModel();
  const [channel, setChannel] = useState(channels[0]?.channel_id ?? "");
  const form = useForm({ model: "" }, { model: filled });
  const refusal = useRefusal(install.error, NAMES);
  const isDemo = channels.find((one) => one.channel_id === channel)?.demo ?? false;
  const model = form.field("model");
  return (
    <MakingDrawer title={t("models.install")} onClose={onClose}>
      <form
        noValidate
        className={forms.form}
        onSubmit={form.onSubmit((values) => install.mutate({ channel_id: channel, model: values.model.trim() }, { onSuccess: onClose }))}
      >
        <Select
          label={t("models.installOn")}
          data={channels.map((one) => ({ value: one.channel_id, label: one.channel }))}
          value={channel}
          onChange={(value) => value && setChannel(value)}
        />
        <TextInput
          className={forms.mono ?? ""}
          label={t("models.installName")}
          description={isDemo ? t("models.installDemo") : t("models.installHint")}
          placeholder={isDemo ? "fabula-demo-large" : "qwen3:14b"}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          data-autofocus
          maxLength={200}
          {...model}
          error={model.error ?? refusal.at("model")}
        />
        {refusal.rest ? <ErrorNote error={refusal.rest} /> : null}
        <DialogFoot onCancel={onClose}>
          <Button type="submit" variant="primary" loading={install.isPending}>
            {t("models.installDo")}
          </Button>
        </DialogFoot>
      </form>
    </MakingDrawer>
  );
}

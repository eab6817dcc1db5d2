import { Button, Collapse, Textarea, TextInput } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Provider } from "@/api/types";
import forms from "../engine-forms/forms.module.css";
import type { useForm } from "@/ui/form/use-form";
import type { OptionTexts } from "./options";

type Field = (name: keyof OptionTexts) => Omit<ReturnType<ReturnType<typeof useForm<keyof OptionTexts>>["field"]>, "name"> & { name: string };

/** What most people never have to touch. */
export function ChannelOptionFields({ provider, field }: { provider: Provider; field: Field }) {
  const { t } = useTranslation();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const number = (name: "window" | "concurrency" | "first" | "next", hint?: string) => (
    <TextInput label={t(`admin.channels.options.${name}`)} description={hint} inputMode="numeric" autoComplete="off" maxLength={8} {...field(name)} />
  );
  return (
    <>
      <Button
        variant="quiet"
        size="sm"
        className={forms.more ?? ""}
        leftSection={<IconChevronRight />}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {t("admin.engine.more")}
      </Button>
      <Collapse id={id} expanded={isOpen}>
        <div className={forms.form}>
          {provider === "ollama" ? null : (
            <Textarea
              className={forms.mono ?? ""}
              autosize
              minRows={2}
              maxRows={6}
              spellCheck={false}
              label={t("admin.channels.options.models")}
              description={t("admin.channels.modelsHint")}
              {...field("models")}
            />
          )}
          <div className={forms.pair}>
            {number("window", t("admin.channels.windowHint"))}
            {number("concurrency")}
            {number("first")}
            {number("next")}
          </div>
          <TextInput label={t("admin.engine.device")} description={t("admin.engine.deviceHint")} autoComplete="off" maxLength={80} {...field("device")} />
        </div>
      </Collapse>
    </>
  );
}

import { Button, Switch, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { InputInfo, TemplateInfo } from "@/api/types";
import { InputField } from "@/ui/inputs/input-field";
import { useInputName } from "@/ui/inputs/input-name";
import { NumberField } from "@/ui/inputs/number-field";
import { ErrorNote } from "@/ui/states/error-note";
import { type InputChange, useChangeTemplate, useRemoveInput } from "../api";
import classes from "../template.module.css";

type Draft = Omit<InputChange, "name">;
type Props = { template: TemplateInfo; input: InputInfo };

/** How people see one input: its name, default and range. */
export function EditInput({ template, input }: Props) {
  const { t } = useTranslation();
  const nameOf = useInputName();
  const change = useChangeTemplate(template.id);
  const remove = useRemoveInput(template.id);
  const [draft, setDraft] = useState<Draft>({});
  const put = (next: Draft) => setDraft((before) => ({ ...before, ...next }));
  const place = input.places[0];
  const error = change.error ?? remove.error;
  return (
    <form
      className={classes.edit}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ inputs: [{ name: input.name, ...draft }] });
      }}
    >
      <TextInput
        label={t("templates.shownAs")}
        description={place ? t("templates.goesTo", { node: titleOf(template, place.node), input: place.input }) : null}
        maxLength={200}
        value={draft.title ?? nameOf(input)}
        onChange={(event) => put({ title: event.currentTarget.value })}
      />
      {input.role === "seed" || input.type === "file" ? null : <Default input={input} draft={draft} onPut={put} />}
      <Switch
        label={t("templates.required")}
        labelPosition="left"
        checked={draft.is_required ?? input.is_required}
        onChange={(event) => put({ is_required: event.currentTarget.checked })}
      />
      {error ? <ErrorNote error={error} /> : null}
      <div className={classes.acts}>
        <Button type="submit" loading={change.isPending} disabled={Object.keys(draft).length === 0}>
          {t("templates.save")}
        </Button>
        <Button variant="quiet" leftSection={<IconTrash />} loading={remove.isPending} onClick={() => remove.mutate(input.name)}>
          {t("templates.removeInput")}
        </Button>
      </div>
    </form>
  );
}

type DefaultProps = { input: InputInfo; draft: Draft; onPut: (next: Draft) => void };

/** The value that an input has by itself, and for a number the range of what people may choose. */
function Default({ input, draft, onPut }: DefaultProps) {
  const { t } = useTranslation();
  const isNumber = input.type === "integer" || input.type === "number";
  const now = { ...input, ...draft };
  return (
    <>
      <InputField input={{ ...input, title: t("templates.default") }} value={now.default} onChange={(value) => onPut({ default: value })} />
      {isNumber ? (
        <div className={classes.range}>
          <NumberField label={t("templates.from")} value={now.minimum} onChange={(minimum) => onPut({ minimum })} />
          <NumberField label={t("templates.to")} value={now.maximum} onChange={(maximum) => onPut({ maximum })} />
        </div>
      ) : null}
    </>
  );
}

function titleOf({ graph }: TemplateInfo, id: string): string {
  const node = graph[id] as { class_type?: string; _meta?: { title?: string } } | undefined;
  return node?._meta?.title ?? node?.class_type ?? id;
}

import { Select, Switch, TextInput } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { allTemplates } from "@/api/templates";
import { NumberField } from "@/ui/inputs/number-field";
import { Range } from "@/ui/inputs/range";
import { useFormat } from "@/i18n/format";
import { useTemplateName } from "@/ui/inputs/template-name";
import classes from "./panel.module.css";
import { changeWish, useWishDraft, type WishDraft } from "./wish-draft";

const USUAL_DENOISE = 0.6;

/** What few change: folded away. */
export function MoreSettings({ draftKey }: { draftKey: string }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <div>
      <button type="button" className={classes.more} aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
        <IconChevronRight className="small" />
        {t("drawing.more")}
      </button>
      <div id={id} hidden={!isOpen}>
        {isOpen ? <Fields draftKey={draftKey} /> : null}
      </div>
    </div>
  );
}

function Fields({ draftKey }: { draftKey: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const draft = useWishDraft(draftKey);
  const { data: templates = [] } = useQuery(allTemplates);
  const nameOf = useTemplateName();
  const put = (change: Partial<WishDraft>) => changeWish(draftKey, change);
  const purpose = draft.mask ? "inpaint" : draft.reference ? "image_to_image" : "text_to_image";
  const offered = templates.filter((one) => one.purpose === purpose || one.id === draft.template).map(({ id, name }) => ({ value: id, label: nameOf(id, name) }));
  const number = (name: "seed" | "steps" | "cfg", min: number, max: number, step: number) => (
    <NumberField
      label={t(`inputs.role.${name}`)}
      placeholder={name === "seed" ? t("inputs.random") : t("drawing.byItself")}
      {...{ min, max, step }}
      value={draft[name]}
      onChange={(value) => put({ [name]: value })}
    />
  );
  return (
    <div className={classes.settings}>
      <Select
        label={t("images.template")}
        data={[{ value: "", label: t("drawing.byItself") }, ...offered]}
        searchable={offered.length > 8}
        nothingFoundMessage={t("inputs.nothing")}
        value={draft.template ?? ""}
        onChange={(value) => put({ template: value === "" ? null : value })}
      />
      <TextInput label={t("inputs.role.negative")} placeholder={t("inputs.negativeHint")} maxLength={4000} value={draft.negative} onChange={(event) => put({ negative: event.currentTarget.value })} />
      {number("seed", 0, Number.MAX_SAFE_INTEGER, 1)}
      {number("steps", 1, 150, 1)}
      {number("cfg", 0, 30, 0.5)}
      {draft.reference ? (
        <Range
          label={t("inputs.role.denoise")}
          shown={draft.denoise === null ? t("drawing.byItself") : format.exact(draft.denoise)}
          min={0.05}
          max={1}
          step={0.05}
          value={draft.denoise ?? USUAL_DENOISE}
          onChange={(denoise) => put({ denoise })}
        />
      ) : null}
      <Switch
        className={classes.wide ?? ""}
        label={t("drawing.asWritten")}
        description={t("drawing.asWrittenLead")}
        checked={draft.asWritten}
        onChange={(event) => put({ asWritten: event.currentTarget.checked })}
      />
    </div>
  );
}

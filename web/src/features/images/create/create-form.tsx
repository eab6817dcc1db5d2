import { Select, Switch, Textarea } from "@mantine/core";
import { type KeyboardEvent, type Ref, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNote } from "@/ui/states/error-note";
import { useTemplateName } from "@/ui/inputs/template-name";
import classes from "./create.module.css";
import { CountChoice } from "./count-choice";
import { change, setWish, useDraft } from "./draft";
import { FineSettings } from "./fine-settings";
import { Foot } from "./foot";
import { FormatChoice } from "./format-choice";
import { type Lack, lackOf, ownSize, withRole } from "./order";
import { ReferenceField } from "./reference-field";
import { useCreate } from "./use-create";

/** Everything that it takes to make a picture, from the words to the button. */
export function CreateForm({ onCreated }: { onCreated?: () => void }) {
  const { t } = useTranslation();
  const { options, filled, isSending, refusal, submit } = useCreate();
  const [told, setTold] = useState<Lack | null>(null);
  const words = useRef<HTMLTextAreaElement>(null);
  const lack = options ? lackOf(options, filled) : null;
  const create = () => {
    if (!options || isSending) return;
    setTold(lack);
    if (lack === "words") words.current?.focus();
    if (lack === null) submit(() => onCreated?.());
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    create();
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- one key for every field of the form
    <form
      className={classes.form}
      aria-label={t("images.create")}
      onKeyDown={press}
      onSubmit={(event) => {
        event.preventDefault();
        create();
      }}
    >
      <Fields words={words} problem={told === lack ? told : null} />
      <Foot options={options} isBusy={isSending} error={refusal} />
    </form>
  );
}

type FieldsProps = { words: Ref<HTMLTextAreaElement>; problem: Lack | null };

const NEEDS = { words: "images.needWords", picture: "images.needPicture", mask: "images.needMask" } as const;

function Fields({ words, problem }: FieldsProps) {
  const { t } = useTranslation();
  const { options, error, refetch, templates } = useCreate();
  const need = (what: Lack) => (problem === what ? t(NEEDS[what]) : undefined);
  if (!options) {
    return (
      <div className={classes.fields}>
        <Words ref={words} error={undefined} />
        <TemplateChoice templates={templates} chosen={undefined} />
        {error ? (
          <ErrorNote error={error} onRetry={() => void refetch()}>
            <UsualTemplate />
          </ErrorNote>
        ) : null}
      </div>
    );
  }
  const own = ownSize(options);
  return (
    <div className={classes.fields}>
      {withRole(options, "prompt") ? (
        <div>
          <Words ref={words} error={need("words")} />
          <WishSwitch />
        </div>
      ) : null}
      <TemplateChoice templates={templates} chosen={{ id: options.template, name: options.template_name }} />
      {own ? <FormatChoice own={own} /> : null}
      <CountChoice />
      <ReferenceField options={options} problem={need("picture")} />
      <FineSettings options={options} problem={need("mask")} />
    </div>
  );
}

function WishSwitch() {
  const { t } = useTranslation();
  const isWish = useDraft((draft) => draft.isWish);
  return <Switch mt="xs" label={t("images.wish")} description={t("images.wishLead")} checked={isWish} onChange={(event) => setWish(event.currentTarget.checked)} />;
}

type WordsProps = { ref: Ref<HTMLTextAreaElement>; error: string | undefined };

function Words({ ref, error }: WordsProps) {
  const { t } = useTranslation();
  const words = useDraft((draft) => draft.words);
  return (
    <Textarea
      ref={ref}
      id="words"
      label={t("images.words")}
      classNames={{ input: classes.words ?? "" }}
      autosize
      minRows={4}
      maxRows={10}
      maxLength={20_000}
      placeholder={t("images.wordsHint")}
      error={error}
      value={words}
      onChange={(event) => change({ words: event.currentTarget.value })}
    />
  );
}

type Named = { id: string; name: string };
type TemplateProps = { templates: Named[]; chosen: Named | undefined };

function TemplateChoice({ templates, chosen }: TemplateProps) {
  const { t } = useTranslation();
  const nameOf = useTemplateName();
  // The house's usual one is asked for by its part, and stands in the list by its name.
  const known = templates.find(({ id }) => id === chosen?.id) ?? templates.find(({ name }) => name === chosen?.name);
  const offered = chosen && !known ? [chosen, ...templates] : templates;
  return (
    <Select
      label={t("images.template")}
      searchable={offered.length > 8}
      nothingFoundMessage={t("inputs.nothing")}
      maxDropdownHeight={320}
      data={offered.map((template) => ({ value: template.id, label: nameOf(template.id, template.name) }))}
      value={known?.id ?? chosen?.id ?? null}
      onChange={(template) => change({ template })}
    />
  );
}

function UsualTemplate() {
  const { t } = useTranslation();
  return (
    <button type="button" className="link" onClick={() => change({ template: null })}>
      {t("images.usualTemplate")}
    </button>
  );
}

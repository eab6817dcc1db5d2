import { ActionIcon, Button, SegmentedControl, Textarea } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Wished } from "@/api/drawings";
import { ErrorNote } from "@/ui/states/error-note";
import type { Reference } from "../acts";
import { MoreSettings } from "./more-settings";
import classes from "./panel.module.css";
import { ReferencePart } from "./reference-part";
import { ShapeChoice } from "./shape-choice";
import { changeWish, useWishDraft, wishDrawn, wishOf } from "./wish-draft";

export type PanelProps = {
  /** Names the person and the chat: each keeps its own words. */
  draftKey: string;
  /** Pictures of this chat that one may start from. */
  pictures: Reference[];
  isBusy: boolean;
  error: unknown;
  onDraw: (wish: Wished) => Promise<unknown>;
  onClose: () => void;
};

const COUNTS = ["1", "2", "3", "4"];
const LONGEST = 4000;

/** A picture in words, in any language, and what else one may want of it. */
export function DrawPanel({ draftKey, pictures, isBusy, error, onDraw, onClose }: PanelProps) {
  const { t } = useTranslation();
  const draft = useWishDraft(draftKey);
  const [isTold, setTold] = useState(false);
  const countId = useId();
  const isEmpty = draft.words.trim() === "";
  const draw = () => {
    setTold(isEmpty);
    if (isEmpty || isBusy) return;
    // What went wrong is shown by `error`; the words stay.
    onDraw(wishOf(draft)).then(() => wishDrawn(draftKey), () => undefined);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) draw();
    else if (event.key === "Escape" && !event.defaultPrevented) onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- one key for every field of the form
    <form
      className={classes.panel}
      aria-label={t("drawing.panel")}
      onKeyDown={press}
      onSubmit={(event) => {
        event.preventDefault();
        draw();
      }}
    >
      <div className={classes.head}>
        <h2 className="subject">{t("drawing.panel")}</h2>
        <ActionIcon aria-label={t("common.close")} title={t("common.close")} onClick={onClose}>
          <IconX />
        </ActionIcon>
      </div>
      <Textarea
        label={draft.reference ? t("drawing.change") : t("images.words")}
        classNames={{ input: classes.words ?? "" }}
        autosize
        autoFocus
        minRows={2}
        maxRows={8}
        maxLength={LONGEST}
        placeholder={draft.reference ? t("drawing.changeHint") : t("drawing.wordsHint")}
        error={isTold && isEmpty ? t("images.needWords") : undefined}
        value={draft.words}
        onChange={(event) => changeWish(draftKey, { words: event.currentTarget.value })}
      />
      <ReferencePart draftKey={draftKey} pictures={pictures} />
      <div className={classes.row}>
        {draft.reference ? null : <ShapeChoice draftKey={draftKey} />}
        <div className={classes.field}>
          <span id={countId} className="label">
            {t("images.variants")}
          </span>
          <SegmentedControl aria-labelledby={countId} data={COUNTS} value={String(draft.count)} onChange={(value) => changeWish(draftKey, { count: Number(value) })} />
        </div>
      </div>
      <MoreSettings draftKey={draftKey} />
      {error ? <ErrorNote error={error} /> : null}
      <div className={classes.foot}>
        <Button variant="quiet" onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <Button type="submit" variant="primary" loading={isBusy}>
          {t("drawing.draw", { count: draft.count })}
        </Button>
      </div>
    </form>
  );
}

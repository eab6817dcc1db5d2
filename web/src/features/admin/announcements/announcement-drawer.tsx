import { Button, SegmentedControl, Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Announcement } from "@/api/types";
import { MakingDrawer } from "@/ui/controls/dialog";
import { DialogFoot } from "@/ui/controls/dialog-foot";
import { useForm } from "@/ui/form/use-form";
import { useRefusal } from "@/ui/form/use-refusal";
import { ErrorNote } from "@/ui/states/error-note";
import { BannerLine } from "@/ui/states/banner-line";
import classes from "./announcements.module.css";
import { useAnnounce, useChangeAnnouncement } from "./api";

const KINDS = ["info", "warning", "problem"] as const;
const AUDIENCES = ["everyone", "users", "admins"] as const;
const NAMES = ["words", "starts_at", "ends_at"] as const;
const MOST_WORDS = 500;

/** As the field takes it: the person's own time, to the minute. */
function localOf(moment: string | null): string {
  if (moment === null) return "";
  const at = new Date(moment);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
const momentOf = (local: string) => (local ? new Date(local).toISOString() : null);

type Props = { announcement: Announcement | null; onClose: () => void };

/** What is said, how urgently, to whom, from when until when. */
export function AnnouncementDrawer({ announcement, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <MakingDrawer title={t(announcement ? "admin.announcements.edit" : "admin.announcements.new")} onClose={onClose}>
      <Form announcement={announcement ?? BLANK} onClose={onClose} />
    </MakingDrawer>
  );
}

const BLANK = { id: null, kind: "info", words: "", audience: "everyone", starts_at: null, ends_at: null } as const;

type Draft = { id: string | null; starts_at: string | null } & Omit<Announcement, "id" | "starts_at" | "author" | "created_at">;
type Fields = Record<(typeof NAMES)[number], string>;

function Form({ announcement, onClose }: { announcement: Draft; onClose: () => void }) {
  const { t } = useTranslation();
  const { send, error, isPending } = useSending(announcement.id, onClose);
  const [kind, setKind] = useState(announcement.kind);
  const [audience, setAudience] = useState(announcement.audience);
  const form = useForm<keyof Fields>(
    { words: announcement.words, starts_at: localOf(announcement.starts_at), ends_at: localOf(announcement.ends_at) },
    { words: (text) => (text.trim() ? null : { key: "admin.announcements.needWords" }), starts_at: () => null, ends_at: () => null },
  );
  const refusal = useRefusal(error, NAMES, { invalid: "ends_at" });
  const told = (name: keyof Fields) => {
    const field = form.field(name);
    return { ...field, error: field.error ?? refusal.at(name) };
  };
  return (
    <form noValidate onSubmit={form.onSubmit((fields) => send({ kind, audience, ...fields }))}>
      <div>
        <p className={`label ${classes.label}`} id="kind">
          {t("admin.announcements.kindOf")}
        </p>
        <SegmentedControl
          fullWidth
          aria-labelledby="kind"
          value={kind}
          onChange={setKind}
          data={KINDS.map((value) => ({ value, label: t(`admin.announcements.kind.${value}`) }))}
        />
      </div>
      <Textarea
        label={t("admin.announcements.words")}
        description={t("admin.announcements.wordsHint")}
        autosize
        minRows={3}
        maxRows={8}
        maxLength={MOST_WORDS}
        data-autofocus
        {...told("words")}
      />
      <Select
        label={t("admin.announcements.for")}
        data={AUDIENCES.map((value) => ({ value, label: t(`admin.announcements.audience.${value}`) }))}
        value={audience}
        onChange={(value) => value && setAudience(value)}
      />
      <TextInput type="datetime-local" label={t("admin.announcements.starts")} description={t("admin.announcements.startsHint")} {...told("starts_at")} />
      <TextInput type="datetime-local" label={t("admin.announcements.ends")} description={t("admin.announcements.endsHint")} {...told("ends_at")} />
      <div>
        <p className={`label ${classes.label}`}>{t("admin.announcements.preview")}</p>
        <div className={classes.preview}>
          <BannerLine kind={kind} words={form.values.words.trim() ? form.values.words : t("admin.announcements.previewWords")} />
        </div>
      </div>
      {refusal.rest ? <ErrorNote error={refusal.rest} /> : null}
      <DialogFoot onCancel={onClose}>
        <Button type="submit" variant="primary" loading={isPending}>
          {t(announcement.id ? "admin.announcements.save" : "admin.announcements.make")}
        </Button>
      </DialogFoot>
    </form>
  );
}

/** Says it for the first time, or otherwise than before. */
function useSending(id: string | null, onSuccess: () => void) {
  const announce = useAnnounce();
  const change = useChangeAnnouncement();
  const send = ({ kind, audience, words, starts_at, ends_at }: Fields & Pick<Announcement, "kind" | "audience">) => {
    const body = { kind, audience, words: words.trim().replaceAll(/\s+/g, " "), ends_at: momentOf(ends_at) };
    const from = momentOf(starts_at);
    if (id === null) announce.mutate({ ...body, starts_at: from }, { onSuccess });
    else change.mutate({ id, ...body, ...(from ? { starts_at: from } : {}) }, { onSuccess });
  };
  return { send, error: announce.error ?? change.error, isPending: announce.isPending || change.isPending };
}

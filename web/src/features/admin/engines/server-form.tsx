import { Button, Checkbox, Collapse, SegmentedControl, TextInput } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useId, useState } from "react";
import { Trans, useTranslation } from "react-i18next";
import { isFixed } from "@/api/picture-servers";
import type { PictureServer } from "@/api/types";
import { ErrorNote } from "@/ui/states/error-note";
import { placeOf } from "../channels/channel-words";
import forms from "../engine-forms/forms.module.css";
import { KeyField } from "../engine-forms/key-field";
import { SaveFoot } from "../engine-forms/save-foot";
import { Trials } from "../engine-forms/trials";
import { useServerForm } from "./use-server-form";

const STEPS = ["connect", "card", "models", "draw", "read"];

type Props = { server: PictureServer | null; isInline?: boolean; onDone: () => void };
type Form = ReturnType<typeof useServerForm>;

/** A picture server that is added or changed; it is tried with what stands in the form. */
export function ServerForm({ server, isInline = false, onDone }: Props) {
  const { t } = useTranslation();
  const form = useServerForm(server, onDone);
  const isBound = server !== null && isFixed(server);
  const start = () => {
    if (form.url) void form.trial.start(placeOf(form.url), form.given);
    else form.form.submit(form.send)();
  };
  return (
    <form noValidate className={forms.form} onSubmit={form.form.onSubmit(form.send)}>
      <TextInput label={t("admin.engine.name")} autoComplete="off" data-autofocus maxLength={80} {...form.field("name")} />
      <TextInput
        className={forms.mono ?? ""}
        label={t("admin.engine.url")}
        placeholder="http://127.0.0.1:8188"
        description={isBound ? t("admin.engine.urlFixed") : <UrlHint />}
        inputMode="url"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={500}
        disabled={isBound}
        {...form.field("url")}
      />
      <MoreFields server={server} form={form} />
      {form.refused ? <ErrorNote error={form.refused} /> : null}
      <Trials attempts={form.trial.attempts} expected={STEPS} isRunning={form.trial.isRunning} onStart={start} onStop={form.trial.stop} />
      <SaveFoot
        action={server ? t("admin.engine.save") : t("admin.engines.save")}
        isOpen={form.isTried}
        busy={form.busy}
        onCancel={isInline ? null : onDone}
        onSkip={form.form.submit(form.send)}
      />
    </form>
  );
}

const COUNTS = [1, 2, 4, 8];

/** What most people never have to touch. */
function MoreFields({ server, form }: { server: PictureServer | null; form: Form }) {
  const { t } = useTranslation();
  const id = useId();
  const label = useId();
  const [isOpen, setOpen] = useState(false);
  const { ahead, verify_tls } = form.options;
  const counts = [...new Set([...COUNTS, ahead])].sort((one, other) => one - other);
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
          <KeyField
            setAt={server?.key_set_at ?? null}
            wish={form.wish}
            onWish={form.setWish}
            isLost={form.hasMoved}
            hint={t("admin.key.hintServer")}
          />
          <div>
            <p id={label} className={`label ${forms.label}`}>
              {t("admin.engines.ahead")}
            </p>
            <SegmentedControl
              fullWidth
              aria-labelledby={label}
              value={String(ahead)}
              onChange={(value) => form.setOptions({ ...form.options, ahead: Number(value) })}
              data={counts.map((count) => ({ value: String(count), label: String(count) }))}
            />
          </div>
          <div className={forms.pair}>
            <TextInput label={t("admin.engines.hang")} inputMode="numeric" autoComplete="off" maxLength={6} {...form.field("hang")} />
            <TextInput label={t("admin.engine.device")} autoComplete="off" maxLength={80} {...form.field("device")} />
          </div>
          <p className="caption">{t("admin.engine.deviceHint")}</p>
          <Checkbox
            label={t("admin.engines.verify")}
            checked={verify_tls}
            onChange={(event) => form.setOptions({ ...form.options, verify_tls: event.currentTarget.checked })}
          />
        </div>
      </Collapse>
    </>
  );
}

function UrlHint() {
  return <Trans i18nKey="admin.engines.urlHint" components={{ flag: <code className={forms.flag} /> }} />;
}

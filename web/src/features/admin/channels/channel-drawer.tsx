import { SegmentedControl, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Channel, Provider } from "@/api/types";
import { MakingDrawer } from "@/ui/controls/dialog";
import { ErrorNote } from "@/ui/states/error-note";
import forms from "../engine-forms/forms.module.css";
import { KeyField } from "../engine-forms/key-field";
import { SaveFoot } from "../engine-forms/save-foot";
import { Trials } from "../engine-forms/trials";
import { ChannelOptionFields } from "./channel-options";
import { placeOf } from "./channel-words";
import { USUAL, useChannelForm } from "./use-channel-form";

const PROVIDERS: readonly Provider[] = ["ollama", "openai", "anthropic"];
const STEPS = ["connect", "models", "write"];

type Props = { channel: Channel | null; onClose: () => void };
type Form = ReturnType<typeof useChannelForm>;

/** A channel that is set up or changed; it is tried with what stands in the form. */
export function ChannelDrawer({ channel, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <MakingDrawer title={channel ? channel.name : t("admin.channels.add")} onClose={onClose} isKept>
      <ChannelForm channel={channel} onClose={onClose} />
    </MakingDrawer>
  );
}

function ChannelForm({ channel, onClose }: Props) {
  const { t } = useTranslation();
  const form = useChannelForm(channel, onClose);
  return (
    <form noValidate className={forms.form} onSubmit={form.form.onSubmit(form.send)}>
      {channel ? null : (
        <SegmentedControl
          fullWidth
          aria-label={t("admin.channels.kind")}
          value={form.provider}
          onChange={form.choose}
          data={PROVIDERS.map((value) => ({ value, label: t(`admin.channels.provider.${value}`) }))}
        />
      )}
      <TextInput label={t("admin.engine.name")} autoComplete="off" data-autofocus maxLength={80} {...form.field("name")} />
      {channel?.origin === "builtin" ? null : <Place channel={channel} form={form} />}
      <ChannelOptionFields provider={form.provider} field={form.field} />
      {form.refused ? <ErrorNote error={form.refused} /> : null}
      {channel?.origin === "builtin" ? null : (
        <Trials
          attempts={form.trial.attempts}
          expected={STEPS}
          isRunning={form.trial.isRunning}
          onStart={() => void form.trial.start(placeOf(form.url) || t("admin.engine.url"), form.given)}
          onStop={form.trial.stop}
        />
      )}
      <SaveFoot
        action={channel ? t("admin.engine.save") : t("admin.channels.save")}
        isOpen={form.isTried}
        busy={form.busy}
        onCancel={onClose}
        onSkip={form.form.submit(form.send)}
      />
    </form>
  );
}

/** Where it is, and what opens its door. */
function Place({ channel, form }: { channel: Channel | null; form: Form }) {
  const { t } = useTranslation();
  const isFixed = channel?.origin === "settings";
  const hint = form.provider === "ollama" ? t("admin.key.hintOllama") : t("admin.key.hint");
  return (
    <>
      <TextInput
        className={forms.mono ?? ""}
        label={t("admin.engine.url")}
        placeholder={USUAL[form.provider].url || "http://127.0.0.1:8080/v1"}
        description={isFixed ? t("admin.engine.urlFixed") : t(`admin.channels.urlHint.${form.provider}`)}
        inputMode="url"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={500}
        disabled={isFixed}
        {...form.field("url")}
      />
      <KeyField setAt={channel?.key_set_at ?? null} wish={form.wish} onWish={form.setWish} isLost={form.hasMoved} hint={hint} />
    </>
  );
}

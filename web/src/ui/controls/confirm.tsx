import { Button, TextInput } from "@mantine/core";
import { type ReactNode, type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNote } from "@/ui/states/error-note";
import { Dialog } from "./dialog";
import { DialogFoot } from "./dialog-foot";

type Props = {
  title: string;
  children: ReactNode;
  /** The word on the button that does it. */
  action: string;
  /** What has to be typed first, for what cannot be taken back. */
  typed?: string;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks once more before something is gone. */
export function Confirm({ title, children, action, typed, busy, error, onConfirm, onClose }: Props) {
  const { t } = useTranslation();
  const [words, setWords] = useState("");
  const isSure = typed === undefined || words.trim() === typed;
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    if (isSure) onConfirm();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={send}>
        {children}
        {typed === undefined ? null : (
          <TextInput
            mt="md"
            label={t("confirm.type", { word: typed })}
            data-autofocus
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        )}
        {error ? <ErrorNote error={error} /> : null}
        <DialogFoot onCancel={onClose}>
          <Button type="submit" variant="danger-filled" disabled={!isSure} loading={busy}>
            {action}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

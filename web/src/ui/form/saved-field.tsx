import { TextInput, type TextInputProps } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFailureWords } from "@/ui/states/failure-words";
import { isOfSilence, useAfterSilence } from "@/ui/states/silence";
import { asFailure } from "@/api/failure";
import type { Fault } from "./rules";

type Props = Omit<TextInputProps, "value" | "onChange" | "onBlur" | "onKeyDown" | "error"> & {
  value: string;
  rule?: (value: string) => Fault;
  save: (value: string) => Promise<unknown>;
};

/** A field that saves itself when it is left or Enter is pressed; Escape takes the change back. */
export function SavedField({ value, rule, save, ...rest }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  const [reason, setReason] = useState<string | null>(null);
  const [isUnheard, setUnheard] = useState(false);
  const tell = useFailureWords();

  const drop = () => {
    setDraft(null);
    setReason(null);
    setUnheard(false);
  };
  const commit = async () => {
    const wanted = draft?.trim() ?? value;
    const fault = wanted === value ? null : rule?.(wanted);
    if (fault) setReason(t(fault.key, { count: fault.count ?? 0 }));
    else if (wanted === value) drop();
    else await save(wanted).then(drop, refused);
  };
  const refused = (error: unknown) => {
    const failure = asFailure(error);
    const words = tell(failure);
    setUnheard(isOfSilence(failure));
    setReason([words.what, words.hint].filter(Boolean).join(" "));
  };
  useAfterSilence(isUnheard ? () => void commit() : null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") void commit();
    if (event.key === "Escape" && draft !== null) {
      event.stopPropagation();
      drop();
    }
  };
  return (
    <TextInput
      {...rest}
      value={draft ?? value}
      error={reason}
      onChange={(event) => {
        setDraft(event.currentTarget.value);
        setReason(null);
        setUnheard(false);
      }}
      onBlur={() => void commit()}
      onKeyDown={onKeyDown}
    />
  );
}

import { type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Fault } from "./rules";

type Rules<Name extends string> = Record<Name, (value: string) => Fault>;

/** A few text fields with a rule each; a field is checked when it is left and when the form is sent. */
export function useForm<Name extends string>(start: Record<Name, string>, rules: Rules<Name>) {
  const { t } = useTranslation();
  const [values, setValues] = useState(start);
  const [faults, setFaults] = useState<Partial<Record<Name, Fault>>>({});
  const names = Object.keys(start) as Name[];

  const check = (name: Name) => rules[name](values[name]);
  const told = (fault: Fault | undefined) => (fault ? t(fault.key, { count: 0, ...fault }) : undefined);
  const field = (name: Name) => ({
    name,
    value: values[name],
    error: told(faults[name]),
    onChange: (event: SyntheticEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      const { value } = event.currentTarget;
      setValues((before) => ({ ...before, [name]: value }));
      setFaults((before) => ({ ...before, [name]: null }));
    },
    onBlur: () => {
      if (values[name]) setFaults((before) => ({ ...before, [name]: check(name) }));
    },
  });
  /** The first field that is not right, if any; all of them then say what is wrong. */
  const checkAll = () => {
    const found = Object.fromEntries(names.map((name) => [name, check(name)])) as Record<Name, Fault>;
    setFaults(found);
    return names.find((name) => found[name]);
  };
  const onSubmit = (send: (values: Record<Name, string>) => void) => (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const first = checkAll();
    if (first) form.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
    else send(values);
  };
  const set = (name: Name, value: string) => {
    setValues((before) => ({ ...before, [name]: value }));
    setFaults((before) => ({ ...before, [name]: null }));
  };
  /** Send it by another button than the form's own. */
  const submit = (send: (values: Record<Name, string>) => void) => () => {
    if (!checkAll()) send(values);
  };
  return { values, field, set, onSubmit, submit };
}

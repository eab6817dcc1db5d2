import { useState } from "react";

/**
 * A choice is shown from the click on and stays until the server has answered it, whatever was heard from it meanwhile;
 * then what the server says counts again.
 */
export function useChosen<Actual, Value extends Actual>(actual: Actual, save: (value: Value) => Promise<unknown>) {
  const [choice, setChoice] = useState<{ value: Value } | null>(null);
  const choose = (value: Value) => {
    const made = { value };
    const answered = () => setChoice((now) => (now === made ? null : now));
    setChoice(made);
    save(value).then(answered, answered);
  };
  return [choice ? choice.value : actual, choose] as const;
}

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asFailure } from "@/api/failure";
import { useFailureWords } from "@/ui/states/failure-words";
import { Note } from "@/ui/states/note";

/** Why the door stayed shut. When it is a matter of waiting, the seconds run down. */
export function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const tell = useFailureWords();
  const failure = asFailure(error);
  const left = useSecondsLeft(failure.retryAfter);
  const words = tell(failure);
  if (failure.retryAfter && left === 0) return null;
  if (left === 0) return <Note look="bad">{`${words.what} ${words.hint ?? ""}`}</Note>;
  return (
    <Note look="bad">
      <span className="hidden-words">{t("signIn.throttledFor", { count: failure.retryAfter ?? left })}</span>
      <span aria-hidden="true">{t("signIn.throttledFor", { count: left })}</span>
    </Note>
  );
}

function useSecondsLeft(from: number | null): number {
  const [left, setLeft] = useState(from ?? 0);
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return left;
}

import { type Told, useFailureWords } from "./failure-words";

/** What failed, then the way out or who acts, then what the server says of this one case. */
export function FailureTold({ failure }: { failure: Told }) {
  const words = useFailureWords()(failure);
  return (
    <>
      <p className="muted">
        {words.what} {words.hint ?? words.who}
      </p>
      {words.detail ? (
        <p className="caption" lang="en">
          {words.detail}
        </p>
      ) : null}
    </>
  );
}

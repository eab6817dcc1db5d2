/** A refusal of the server, put beside the field that it speaks of. */
import { asFailure, type Failure } from "@/api/failure";
import { useFailureWords } from "@/ui/states/failure-words";

type Problem = { field: string; problem: string };

/** `places`: which field a code speaks of. What belongs to no field is `rest`, to be said below the form. */
export function useRefusal<Name extends string>(error: unknown, names: readonly Name[], places: Record<string, Name> = {}) {
  const tell = useFailureWords();
  const failure = error ? asFailure(error) : null;
  const found = failure ? placeOf(failure, names, places) : null;
  const at = (name: Name): string | undefined => {
    if (!failure || found?.name !== name) return undefined;
    const words = tell(failure);
    return found.problem ?? [words.what, words.hint].filter(Boolean).join(" ");
  };
  return { at, rest: found ? null : failure };
}

function placeOf<Name extends string>(failure: Failure, names: readonly Name[], places: Record<string, Name>) {
  const place = places[failure.code];
  if (place) return { name: place, problem: null };
  for (const { field, problem } of problemsOf(failure)) {
    const name = names.find((one) => field.split(".").includes(one));
    if (name) return { name, problem: problem.replace(/^Value error, /, "") };
  }
  return null;
}

function problemsOf(failure: Failure): Problem[] {
  const fields = failure.details?.fields;
  return Array.isArray(fields) ? (fields as Problem[]) : [];
}

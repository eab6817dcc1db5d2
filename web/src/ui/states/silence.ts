/** Whether the server is silent just now, told by whoever knows; and what is due when it answers again. */
import { createContext, useContext, useEffect, useEffectEvent } from "react";
import type { Failure } from "@/api/failure";

export const Silence = createContext(false);

export const useIsSilent = () => useContext(Silence);

/** No answer came at all: a proxy's word that there is none is an answer. */
export const isOfSilence = ({ code, status }: Failure) => code === "unreachable" && status === null;

/** Do what silence has hindered, as soon as it is over; null where nothing waits. */
export function useAfterSilence(act: (() => void) | null): void {
  const isSilent = useIsSilent();
  const waits = act !== null && !isSilent;
  const latest = useEffectEvent(() => act?.());
  useEffect(() => {
    if (waits) latest();
  }, [waits]);
}

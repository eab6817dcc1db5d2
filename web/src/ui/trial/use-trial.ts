/** Trials of an engine before it is set up: step by step as they come, the earlier ones kept below. */
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { asFailure, type Failure } from "@/api/failure";
import type { TrialStep } from "@/api/types";

const KEPT = 3;

export type Attempt = {
  id: number;
  /** What was tried: a trial stands for these values only. */
  of: string;
  about: string;
  at: Date;
  state: "running" | "passed" | "failed" | "stopped";
  steps: TrialStep[];
  /** Why the trial could not even begin, or broke off. */
  refusal: Failure | null;
};

type Ask<Given> = (given: Given, signal: AbortSignal) => AsyncGenerator<TrialStep>;

export function useTrial<Given>(ask: Ask<Given>) {
  const [attempts, setAttempts] = useState<Attempt[]>([]);
  const going = useRef<AbortController | null>(null);
  const count = useRef(0);
  const leave = useEffectEvent(() => going.current?.abort());
  useEffect(() => () => leave(), []);

  const change = (id: number, next: (before: Attempt) => Attempt) =>
    setAttempts((before) => before.map((attempt) => (attempt.id === id ? next(attempt) : attempt)));

  const start = async (about: string, given: Given) => {
    going.current?.abort();
    const control = new AbortController();
    going.current = control;
    const id = (count.current += 1);
    const begun: Attempt = { id, of: JSON.stringify(given), about, at: new Date(), state: "running", steps: [], refusal: null };
    setAttempts((before) => [begun, ...before].slice(0, KEPT));
    try {
      for await (const step of ask(given, control.signal)) change(id, (attempt) => ({ ...attempt, steps: placed(attempt.steps, step) }));
      change(id, (attempt) => ({ ...attempt, state: attempt.steps.at(-1)?.state === "passed" ? "passed" : "failed" }));
    } catch (error) {
      const isStopped = control.signal.aborted;
      change(id, (attempt) => ({ ...attempt, state: isStopped ? "stopped" : "failed", refusal: isStopped ? null : asFailure(error) }));
    }
  };

  const stop = () => going.current?.abort();
  const hasPassed = (given: Given) => attempts.some((attempt) => attempt.state === "passed" && attempt.of === JSON.stringify(given));
  return { attempts, isRunning: attempts[0]?.state === "running", start, stop, hasPassed };
}

function placed(steps: TrialStep[], step: TrialStep): TrialStep[] {
  return steps.some((one) => one.step === step.step) ? steps.map((one) => (one.step === step.step ? step : one)) : [...steps, step];
}

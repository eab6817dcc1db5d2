/** Sums over what was used: by day for the charts, by person for the table, by outcome for the pictures. */
import type { UseOfRuns } from "@/api/types";
import type { Usage } from "./api";

export type Sum = {
  name: string;
  messages: number;
  pictures: number;
  failed: number;
  cancelled: number;
  requests: number;
  promptTokens: number;
  completionTokens: number;
  seconds: number;
  bytes: number;
};
type Amounts = Omit<Sum, "name">;

const NOTHING: Amounts = {
  messages: 0,
  pictures: 0,
  failed: 0,
  cancelled: 0,
  requests: 0,
  promptTokens: 0,
  completionTokens: 0,
  seconds: 0,
  bytes: 0,
};

type Fact = { day: string; username: string } & Partial<Amounts>;

const OUTCOMES = { done: "pictures", failed: "failed", cancelled: "cancelled", under_way: null } as const;

function* factsOf({ runs, models, servers }: Usage): Generator<Fact> {
  for (const { day, username, use, state, amount } of runs) {
    const key = use === "pictures" ? OUTCOMES[state] : use === "messages" ? "messages" : null;
    if (key) yield { day, username, [key]: amount };
  }
  for (const { day, username, requests, prompt_tokens: promptTokens, completion_tokens: completionTokens, seconds } of models) {
    yield { day, username, requests, promptTokens, completionTokens, seconds };
  }
  for (const { day, username, seconds } of servers) yield { day, username, seconds };
}

function summed(facts: Iterable<Fact>, by: (fact: Fact) => string): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const fact of facts) {
    const name = by(fact);
    const sum = sums.get(name) ?? { name, ...NOTHING };
    for (const key of Object.keys(NOTHING) as (keyof Amounts)[]) sum[key] += fact[key] ?? 0;
    sums.set(name, sum);
  }
  return sums;
}

export const tokensOf = (sum: Sum) => sum.promptTokens + sum.completionTokens;

/** `called`: the name that is shown, where the person chose one. */
export type PersonSum = Sum & { called: string };

/** Whoever used most pictures and tokens first; storage is that of now. */
export function byPerson(usage: Usage): PersonSum[] {
  const sums = summed(factsOf(usage), (fact) => fact.username);
  for (const { username, bytes } of usage.storage) {
    sums.set(username, { ...(sums.get(username) ?? { name: username, ...NOTHING }), bytes });
  }
  const called = new Map(Object.values(usage).flatMap((facts) => facts.map(({ username, name }) => [username, name] as const)));
  const people = [...sums.values()].map((sum) => ({ ...sum, called: called.get(sum.name) ?? "" }));
  return people.sort((one, other) => other.pictures - one.pictures || tokensOf(other) - tokensOf(one) || other.bytes - one.bytes);
}

/** Every day of the span, also those without any use; the newest last. */
export function byDay(usage: Usage, days: number, today = new Date()): Sum[] {
  const sums = summed(factsOf(usage), (fact) => fact.day);
  return Array.from({ length: days }, (_, index) => {
    const name = new Date(today.getTime() - (days - 1 - index) * 86_400_000).toISOString().slice(0, 10);
    return sums.get(name) ?? { name, ...NOTHING };
  });
}

export function total(sums: Sum[]): Sum {
  const all = { name: "", ...NOTHING };
  for (const sum of sums) for (const key of Object.keys(NOTHING) as (keyof Amounts)[]) all[key] += sum[key];
  return all;
}

export type Funnel = { requested: number; done: number; failed: number; cancelled: number; underWay: number; reasons: Reason[] };
export type Reason = { reason: string; amount: number };

/** What became of the pictures that were asked for, and why those failed that did. */
export function funnelOf(runs: UseOfRuns[]): Funnel {
  const pictures = runs.filter((one) => one.use === "pictures");
  const amount = (state: UseOfRuns["state"]) => pictures.filter((one) => one.state === state).reduce((sum, one) => sum + one.amount, 0);
  const reasons = new Map<string, number>();
  for (const one of pictures) {
    if (one.state === "failed") reasons.set(one.reason ?? "unknown", (reasons.get(one.reason ?? "unknown") ?? 0) + one.amount);
  }
  return {
    requested: pictures.reduce((sum, one) => sum + one.amount, 0),
    done: amount("done"),
    failed: amount("failed"),
    cancelled: amount("cancelled"),
    underWay: amount("under_way"),
    reasons: [...reasons].map(([reason, count]) => ({ reason, amount: count })).sort((one, other) => other.amount - one.amount),
  };
}

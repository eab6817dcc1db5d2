/** Whether the server answers. Whoever meets silence says so here; one watch asks again until it is over. */
import { createStore } from "zustand/vanilla";

type Connection = {
  answers: boolean;
  silentSince: Date | null;
  tries: number;
  nextTryAt: number | null;
};

const AT_PEACE: Connection = { answers: true, silentSince: null, tries: 0, nextTryAt: null };
const PAUSES_S = [1, 2, 4, 6, 8, 10];

export const connection = createStore<Connection>(() => AT_PEACE);

let timer: ReturnType<typeof setTimeout> | undefined;
let asking = false;

/** Report that a request got no answer. */
export function metSilence(): void {
  if (!connection.getState().answers) return;
  connection.setState({ answers: false, silentSince: new Date(), tries: 0 });
  waitAndAsk();
}

/** Report that the server has answered. */
export function metAnswer(): void {
  if (connection.getState().answers) return;
  clearTimeout(timer);
  connection.setState(AT_PEACE);
}

/** Report that the socket was lost: whether the server is silent or only the socket ended, its health tells. */
export async function lostSocket(): Promise<void> {
  if (connection.getState().answers && !(await isHealthy())) metSilence();
}

/** Ask at once: by the person's button, or because the network or the tab came back. */
export async function askNow(): Promise<void> {
  if (asking || connection.getState().answers) return;
  clearTimeout(timer);
  asking = true;
  connection.setState((now) => ({ tries: now.tries + 1, nextTryAt: null }));
  const answered = await isHealthy();
  asking = false;
  if (answered) metAnswer();
  else waitAndAsk();
}

export function pauseBefore(tries: number, random = Math.random()): number {
  const seconds = PAUSES_S[Math.min(tries, PAUSES_S.length - 1)] ?? 10;
  return seconds * 1000 * (0.85 + 0.3 * random);
}

function isHealthy(): Promise<boolean> {
  return fetch("/api/health", { cache: "no-store" }).then(
    (response) => response.status < 500,
    () => false,
  );
}

function waitAndAsk(): void {
  const pause = pauseBefore(connection.getState().tries);
  connection.setState({ nextTryAt: Date.now() + pause });
  timer = setTimeout(() => void askNow(), pause);
}

/** Follow the browser's own news about the network and the tab. */
export function watchConnection(): () => void {
  const back = () => {
    if (document.visibilityState === "visible") void askNow();
  };
  window.addEventListener("online", back);
  document.addEventListener("visibilitychange", back);
  return () => {
    window.removeEventListener("online", back);
    document.removeEventListener("visibilitychange", back);
  };
}

/**
 * Renews the sign-in once for everyone who needs it. The refresh cookie may be used only once, and a second use ends
 * the whole sign-in, so tabs must take turns and the slower one must see that it was already done.
 */
import { silence } from "./failure";

const RENEWED = "fabula.renewed";
const RENEWING = "fabula.renewing";
const LEASE_MS = 5000;

let underway: Promise<boolean> | null = null;

/** True when the sign-in is good again; false when the person has to sign in. `since`: when the refused request left. */
export function renew(since: number): Promise<boolean> {
  underway ??= oneTabAtATime(() => exchange(since)).finally(() => {
    underway = null;
  });
  return underway;
}

async function exchange(since: number): Promise<boolean> {
  if (Number(localStorage.getItem(RENEWED)) > since) return true;
  const response = await fetch("/api/auth/refresh", { method: "POST" }).catch(() => null);
  if (!response || response.status >= 500) throw silence();
  if (response.ok) localStorage.setItem(RENEWED, String(Date.now()));
  return response.ok;
}

async function oneTabAtATime(work: () => Promise<boolean>): Promise<boolean> {
  // Web Locks exist only in secure contexts; a server reached by plain http in a home network has none.
  const locks = navigator.locks as LockManager | undefined;
  return locks ? locks.request("fabula.renewal", work) : underLease(work);
}

async function underLease(work: () => Promise<boolean>): Promise<boolean> {
  const patience = Date.now() + LEASE_MS;
  while (Date.now() - Number(localStorage.getItem(RENEWING)) < LEASE_MS && Date.now() < patience) {
    await new Promise((resolve) => setTimeout(resolve, 60 + Math.random() * 80));
  }
  localStorage.setItem(RENEWING, String(Date.now()));
  try {
    return await work();
  } finally {
    localStorage.removeItem(RENEWING);
  }
}

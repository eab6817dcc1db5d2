/** Keeps the shell installed for offline starts, and knows when a newer one waits. */
import { createStore } from "zustand/vanilla";

export const updates = createStore<{ ready: ServiceWorker | null }>(() => ({ ready: null }));

export async function installShell(): Promise<void> {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  const registration = await navigator.serviceWorker.register("/sw.js").catch(() => null);
  if (!registration) return;
  noticeWaiting(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed") noticeWaiting(coming);
    });
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void registration.update().catch(() => null);
  });
}

/** The new version takes over, then the page starts again under it. */
export function takeUpdate(): void {
  const { ready } = updates.getState();
  navigator.serviceWorker.addEventListener("controllerchange", () => window.location.reload(), { once: true });
  ready?.postMessage("take over");
}

function noticeWaiting(worker: ServiceWorker | null): void {
  // Without a controller this is the first visit: there is nothing older to replace.
  if (worker && navigator.serviceWorker.controller) updates.setState({ ready: worker });
}

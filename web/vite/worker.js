/* Keeps the shell for starts without the server. Answers of the server are never kept. */
const VERSION = "__VERSION__";
const SHELL = ["__SHELL__"];
const NAME = `fabula-${VERSION}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(SHELL.map((path) => new Request(path, { cache: "reload" })))));
});

self.addEventListener("activate", (event) => {
  const dropOlder = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("fabula-") && name !== NAME).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(dropOlder());
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || isOfServer(url.pathname)) return;
  event.respondWith(request.mode === "navigate" ? page() : kept(request));
});

function isOfServer(path) {
  return ["/api/", "/docs", "/openapi.json", "/metrics", "/sw.js"].some((start) => path.startsWith(start));
}

/** The kept page first: it belongs together with the kept scripts, and opens at once. */
async function page() {
  return (await caches.match("/", { cacheName: NAME })) ?? fetch("/");
}

async function kept(request) {
  return (await caches.match(request, { cacheName: NAME })) ?? fetch(request);
}

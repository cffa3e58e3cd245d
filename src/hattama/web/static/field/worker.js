// Keeps the observer's page at hand without a network: its empty shell and static files, the same for everybody and for
// every address. An edition is fetched whole, and then asked of this phone first. What stands before this text names it.

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name.startsWith(FAMILY) && name !== CACHE).map((name) => caches.delete(name))))
    .then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  const isPage = request.mode === "navigate" && /^\/field\/[^/]+\/$/.test(address.pathname);
  if (request.method !== "GET" || address.origin !== location.origin || !(isPage || FILES.includes(address.pathname))) return;
  event.respondWith(caches.match(isPage ? SHELL : address.pathname).then((kept) => kept || fetch(request)));
});

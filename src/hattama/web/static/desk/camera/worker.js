// Keeps the page of the camera and the desk without a network at hand: their empty shells and static files, the same for
// everybody. Pages that the server makes for a person are never kept. What stands before this text names the files.

const CAMERA = /\/desk\/[^/]+\/[^/]+\/[^/]+\/scan\/$/;

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
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(CAMERA.test(address.pathname) ? SHELL : OFFLINE)));
  } else if (FILES.includes(address.pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(address.pathname)));
  }
});

// Keeps the page of the camera and the desk without a network at hand: their empty shells and static files, the same for
// everybody. Pages that the server makes for a person are never kept. What stands before this text names the files.

const CAMERA = /\/desk\/[^/]+\/[^/]+\/[^/]+\/scan\/$/;

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

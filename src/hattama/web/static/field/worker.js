// Keeps the observer's page at hand without a network: its empty shell and static files, the same for everybody and for
// every address. An edition is fetched whole, and then asked of this phone first. What stands before this text names it.

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  const isPage = request.mode === "navigate" && /^\/field\/[^/]+\/$/.test(address.pathname);
  if (request.method !== "GET" || address.origin !== location.origin || !(isPage || FILES.includes(address.pathname))) return;
  event.respondWith(caches.match(isPage ? SHELL : address.pathname).then((kept) => kept || fetch(request)));
});

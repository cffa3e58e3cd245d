// An edition is kept whole, and those before it go. What stands before this text names CACHE, FAMILY and FILES; what
// is asked of them stands after it.

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name.startsWith(FAMILY) && name !== CACHE).map((name) => caches.delete(name))))
    .then(() => clients.claim()));
});

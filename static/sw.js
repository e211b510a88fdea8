// Keeps the page for when there is no network. Files with a hash in their name never change and come from the cache;
// everything else is asked for first, so that a new version is seen at once.
const CACHE = "periplus-1";
const HASHED = /-[0-9a-f]{16}(_bg)?\.(js|wasm|css)$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The page says what it is made of once it runs: it was loaded before this worker was.
// It hears back when all of that is kept, so that it can say so.
self.addEventListener("message", (event) => {
  event.waitUntil(keep(event.data).then((all) => event.ports[0]?.postMessage(all)));
});

async function keep(addresses) {
  const cache = await caches.open(CACHE);
  const wanted = [];
  for (const address of addresses) {
    const isKept = HASHED.test(address) && (await cache.match(address));
    if (new URL(address).origin === location.origin && !isKept) wanted.push(address);
  }
  // Asked for anew, so that all files kept are of one version; the browser's own cache spares what is the same.
  const added = await Promise.allSettled(wanted.map((address) => cache.add(new Request(address, { cache: "no-cache" }))));
  return added.every(({ status }) => status === "fulfilled");
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(HASHED.test(request.url) ? fromCache(request) : fromNetwork(request));
});

async function fromCache(request) {
  return (await caches.match(request)) ?? fromNetwork(request);
}

async function fromNetwork(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

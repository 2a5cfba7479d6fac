// The service worker: without a network every page becomes the one that studies what this device keeps. The server puts
// KEPT in front: the addresses of the shell and of the files that it is made of. No other page is ever kept here, and
// nothing that is anybody's own: questions and answers are in the page's own store (js/offline/store.js).
const CACHE = `geoquiz-${KEPT.version}`;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(KEPT.names.map((name) => `${KEPT.files}/${name}`));
    // Without the cookie: the shell is drawn for nobody.
    await cache.put(KEPT.shell, await fetch(KEPT.shell, { credentials: "omit" }));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("geoquiz-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(visit(request, pathname));
  else if (request.method === "GET" && pathname.startsWith("/static/")) event.respondWith(file(request, pathname));
});

async function visit(request, pathname) {
  // The shell opens at once, with a network or without; a new version of it comes with a new worker.
  if (pathname === KEPT.shell) return await shell() ?? fetch(request);
  try {
    return await fetch(request);
  } catch (error) {
    // What was just sent is still on the page before: it is neither kept nor sent again by itself.
    if (request.method !== "GET") return Response.redirect(`${KEPT.shell}?unsent`, 303);
    const kept = await shell();
    if (kept) return kept;
    throw error;
  }
}

async function shell() {
  return (await caches.open(CACHE)).match(KEPT.shell);
}

// Static files change their address with their content; a pack, or a page that is still open, may name the version before.
async function file(request, pathname) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request).catch((error) => error);
  if (answer.ok) return answer;
  const name = pathname.split("/").slice(3).join("/");
  const other = await cache.match(`${KEPT.files}/${name}`);
  if (other) return other;
  if (answer instanceof Response) return answer;
  throw answer;
}

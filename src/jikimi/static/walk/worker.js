// Lets the page open without a connection. It keeps the page and its files, never what was said, nor that the pages
// beside it were opened.
const NAME = 'w1';
const PAGE = '/walk/';
const FILES = [/* FILES */];

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => /^w\d/.test(name) && name !== NAME).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) { return; }
  if (!(event.request.mode === 'navigate' ? url.pathname === PAGE : FILES.includes(url.pathname))) { return; }
  event.respondWith(
    fetch(event.request).then(async (answer) => {
      if (answer.ok) { const cache = await caches.open(NAME); await cache.put(url.pathname, answer.clone()); }
      return answer;
    }).catch(async () => (await caches.match(url.pathname)) || Response.error()),
  );
});

// Kept by a browser that was asked to: when no page can be had, the copy is shown in its place.
'use strict';

const STORE = 'guide';
const COPY = '/offline.html';
const FRESH_MS = 86400000;
const OTHERS = ['/staff/', '/api/', '/hsds', '/static/', '/i18n/', '/healthz', '/readyz'];

const isOurs = (url) => url.origin === self.location.origin && !OTHERS.some((start) => url.pathname.startsWith(start))
  && url.pathname !== COPY && !url.pathname.endsWith('.pdf');

async function keep() {
  const answer = await fetch(COPY, { credentials: 'omit', cache: 'no-store' });
  if (!answer.ok) { throw new Error('the copy cannot be had'); }
  const headers = { 'Content-Type': 'text/html; charset=utf-8', 'X-Kept': String(Date.now()) };
  const store = await caches.open(STORE);
  await store.put(COPY, new Response(await answer.text(), { headers }));
}

async function refresh() {
  const kept = await caches.match(COPY);
  if (!kept || Date.now() - Number(kept.headers.get('X-Kept')) > FRESH_MS) { await keep().catch(() => undefined); }
}

async function answer(event) {
  try {
    const fresh = await fetch(event.request);
    event.waitUntil(refresh());
    return fresh;
  } catch (error) {
    const kept = await caches.match(COPY);
    if (!kept) { throw error; }
    return kept;
  }
}

self.addEventListener('install', (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  if (event.request.mode === 'navigate' && isOurs(new URL(event.request.url))) { event.respondWith(answer(event)); }
});

// Shows the page of the day's visits when none can be had. What it keeps holds nobody; TOLD comes before this text.
'use strict';

const KIND = `${TOLD.keeps}-`;
const STORE = `${KIND}${TOLD.made_of}`;
const PATIENCE_MS = 6000; // a connection that answers so late is none
importScripts(TOLD.files.find((file) => file.endsWith('vault.js')));

async function keepAll() {
  const store = await caches.open(STORE);
  await Promise.all([TOLD.shell, ...TOLD.files].map((file) => keepOne(store, file)));
}

async function keepOne(store, file) {
  const answer = await fetch(file, { cache: 'reload', redirect: 'error' });
  if (!answer.ok) { throw new Error(file); }
  await store.put(file, answer);
}

async function begin() {
  const old = (await caches.keys()).filter((name) => name.startsWith(KIND) && name !== STORE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

const late = () => new Promise((_done, failed) => { setTimeout(() => failed(new Error('late')), PATIENCE_MS); });

async function page(request) {
  self.Vault.tidy().catch(() => undefined);
  try { return await Promise.race([fetch(request), late()]); } catch (error) {
    const kept = await caches.match(TOLD.shell, { cacheName: STORE });
    if (!kept) { throw error; }
    return kept;
  }
}

self.addEventListener('install', (event) => event.waitUntil(keepAll().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(begin()));
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.mode === 'navigate' && event.request.method === 'GET') { event.respondWith(page(event.request)); return; }
  if (TOLD.files.includes(url.pathname)) {
    event.respondWith(caches.match(url.pathname, { cacheName: STORE }).then((kept) => kept || fetch(event.request)));
  }
});

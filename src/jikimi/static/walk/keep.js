// What this phone keeps: its key, what the person wrote, positions not yet acknowledged. Texts are kept under a
// key made from the phone's own, so that they do not stand readable among the files of the browser.
const NAME = 'k';
const PARTS = ['facts', 'queue'];

function open() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => PARTS.forEach((part) => asked.result.createObjectStore(part));
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function within(part, mode, work) {
  const base = await open();
  try {
    return await new Promise((done, failed) => {
      const step = base.transaction(part, mode);
      const asked = work(step.objectStore(part));
      step.oncomplete = () => done(asked && asked.result);
      step.onerror = () => failed(step.error);
    });
  } finally {
    base.close();
  }
}

export const key64 = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
export const newKey = () => key64(crypto.getRandomValues(new Uint8Array(32)));
const bytesOf = (key) => Uint8Array.from(atob(key.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0));

export const get = (name) => within('facts', 'readonly', (store) => store.get(name));
export const put = (name, value) => within('facts', 'readwrite', (store) => store.put(value, name));
export const drop = (name) => within('facts', 'readwrite', (store) => store.delete(name));

export async function phoneKey() {
  const known = await get('p');
  if (known) { return known; }
  const fresh = newKey();
  await put('p', fresh);
  return fresh;
}

async function sealer(phone) {
  const raw = await crypto.subtle.digest('SHA-256', new Uint8Array([...bytesOf(phone), 1]));
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

export async function seal(name, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(value));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await sealer(await phoneKey()), text);
  await put(name, { iv, sealed });
}

export async function unseal(name) {
  const kept = await get(name);
  if (!kept) { return null; }
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: kept.iv }, await sealer(await phoneKey()), kept.sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

// Positions wait here until the server has said that it has them.
export const enqueue = (fix) => within('queue', 'readwrite', (store) => store.put(fix, fix.seq));
export const waiting = () => within('queue', 'readonly', (store) => store.getAll());
export const acknowledge = (seqs) => within('queue', 'readwrite', (store) => { seqs.forEach((seq) => store.delete(seq)); });
export const forgetQueue = () => within('queue', 'readwrite', (store) => { store.clear(); });

export async function forgetAll() {
  await within('facts', 'readwrite', (store) => { store.clear(); });
  await forgetQueue();
  (await caches.keys()).forEach((name) => caches.delete(name));
}

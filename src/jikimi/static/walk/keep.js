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
export const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
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

async function sealed(value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(value));
  return { iv, sealed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await sealer(await phoneKey()), text) };
}

async function opened(kept) {
  if (!kept) { return null; }
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: kept.iv }, await sealer(await phoneKey()), kept.sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

export const seal = async (name, value) => put(name, await sealed(value));
export const unseal = async (name) => opened(await get(name));

// Positions wait here until the server has said that it has them.
export async function enqueue(fix) {
  const row = await sealed(fix);
  await within('queue', 'readwrite', (store) => store.put(row, fix.seq));
}

export async function waiting(most) {
  const rows = await within('queue', 'readonly', (store) => store.getAll(null, most));
  return (await Promise.all(rows.map(opened))).filter(Boolean);
}

export const acknowledge = (seqs) => within('queue', 'readwrite', (store) => { seqs.forEach((seq) => store.delete(seq)); });
export const forgetQueue = () => within('queue', 'readwrite', (store) => { store.clear(); });

export async function forgetAll() {
  await within('facts', 'readwrite', (store) => { store.clear(); });
  await forgetQueue();
  (await caches.keys()).forEach((name) => caches.delete(name));
}

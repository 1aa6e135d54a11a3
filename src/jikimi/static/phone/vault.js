// What a phone keeps of the visits of a day: encrypted with a key made from the PIN, which is kept nowhere.
// Each kind of visit has a store of its own, named by `keeps` in what the page or the worker is told.
// One store. In the open stand only: salt, how many wrong PINs, until when, whose (a mark), whether something waits.
(function (self) {
  'use strict';

  const NAME = `jikimi-${(self.TOLD || JSON.parse(document.getElementById('told').textContent)).keeps}`;
  const STORE = 'kept';
  const ROUNDS = 600000;
  const MOST_WRONG = 5;
  const GRACE_MS = 3 * 86400000; // what is not sent stays so long after the day
  const PROOF = 'jikimi';
  const bytes = (text) => new TextEncoder().encode(text);
  let key = null;

  function opened() {
    return new Promise((done, failed) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  }

  // All changes of one call in one transaction: a phone that dies in between has kept all or nothing.
  async function within(mode, work) {
    const database = await opened();
    try {
      return await new Promise((done, failed) => {
        const transaction = database.transaction(STORE, mode, { durability: 'strict' });
        const asked = work(transaction.objectStore(STORE));
        transaction.oncomplete = () => done(asked ? asked.result : undefined);
        transaction.onerror = transaction.onabort = () => failed(transaction.error);
      });
    } finally { database.close(); }
  }

  const read = (name) => within('readonly', (store) => store.get(name));
  const names = () => within('readonly', (store) => store.getAllKeys());
  const change = (puts, removes = []) => within('readwrite', (store) => {
    Object.entries(puts).forEach(([name, value]) => store.put(value, name));
    removes.forEach((name) => store.delete(name));
  });

  async function made(pin, salt) {
    const raw = await crypto.subtle.importKey('raw', bytes(pin.normalize('NFC')), 'PBKDF2', false, ['deriveKey']);
    return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS }, raw,
      { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  }

  async function sealed(name, content) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = content instanceof ArrayBuffer ? content : bytes(JSON.stringify(content));
    return { iv, words: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bytes(name) }, key, plain) };
  }

  const plain = (name, row) => crypto.subtle.decrypt({ name: 'AES-GCM', iv: row.iv, additionalData: bytes(name) }, key, row.words);

  async function get(name) {
    const row = await read(name);
    return row ? JSON.parse(new TextDecoder().decode(await plain(name, row))) : null;
  }

  async function getBytes(name) {
    const row = await read(name);
    return row ? plain(name, row) : null;
  }

  // puts: name → content, sealed; whether something waits to be sent is told in the open.
  async function keep(puts, { waits = null, removes = [] } = {}) {
    const ready = {};
    for (const [name, content] of Object.entries(puts)) { ready[name] = await sealed(name, content); }
    if (waits !== null) { ready.meta = { ...(await read('meta')), waits }; }
    await change(ready, removes);
  }

  async function begin(pin, day, work) {
    await wipe();
    localStorage.setItem(NAME, '1'); // that something is kept, for leave.js: signing out waits for nothing else
    const salt = crypto.getRandomValues(new Uint8Array(16));
    key = await made(pin, salt);
    const meta = { salt, wrong: 0, until: Date.parse(day.until), owner: day.owner, day: day.day, waits: false };
    meta.proof = await sealed('proof', PROOF);
    await change({ meta, day: await sealed('day', day), work: await sealed('work', work) });
  }

  // 'open', 'wiped', or how many tries are left. A try counts before it is made.
  async function unlock(pin) {
    const meta = await read('meta');
    if (!meta) { return 'wiped'; }
    await change({ meta: { ...meta, wrong: meta.wrong + 1 } });
    key = await made(pin, meta.salt);
    try { await plain('proof', meta.proof); } catch {
      key = null;
      if (meta.wrong + 1 < MOST_WRONG) { return MOST_WRONG - meta.wrong - 1; }
      await wipe();
      return 'wiped';
    }
    await change({ meta: { ...meta, wrong: 0 } });
    return 'open';
  }

  async function wipe() {
    key = null;
    await within('readwrite', (store) => store.clear());
  }

  // After the day where to go is gone; what is not sent stays for three days more, and then goes too.
  async function tidy() {
    const meta = await read('meta');
    if (!meta || Date.now() < meta.until) { return meta; }
    const waits = meta.waits || (await names()).some((name) => name.startsWith('out:'));
    if (!waits || Date.now() > meta.until + GRACE_MS) { await wipe(); return undefined; }
    await change({}, ['day']);
    return meta;
  }

  self.Vault = { begin, unlock, wipe, tidy, get, getBytes, keep, names, lock() { key = null; } };
})(self);

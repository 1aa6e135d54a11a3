// At sign-out everything that this phone keeps of visits is removed; who would lose something is asked first.
(function () {
  'use strict';

  const KINDS = ['checks', 'inspections']; // what doors/staff/phone.py carries, by the path of its pages
  const STORE = 'kept';
  const named = (kind) => `jikimi-${kind}`;

  function opened(kind) {
    return new Promise((done, failed) => {
      const asked = indexedDB.open(named(kind));
      asked.onupgradeneeded = () => asked.transaction.abort(); // there is none, and none is made
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  }

  function asked(database, mode, work) {
    return new Promise((done, failed) => {
      const transaction = database.transaction(STORE, mode);
      const answer = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => done(answer.result);
      transaction.onerror = () => failed(transaction.error);
    });
  }

  async function waits(database) {
    const meta = await asked(database, 'readonly', (store) => store.get('meta'));
    const names = await asked(database, 'readonly', (store) => store.getAllKeys());
    return Boolean(meta && meta.waits) || names.some((name) => name.startsWith('out:'));
  }

  async function forget(kind, database) {
    await asked(database, 'readwrite', (store) => store.clear());
    database.close();
    indexedDB.deleteDatabase(named(kind));
    localStorage.removeItem(named(kind));
    const kept = (await caches.keys()).filter((name) => name.startsWith(`${kind}-`));
    await Promise.all(kept.map((name) => caches.delete(name)));
    const worker = await navigator.serviceWorker.getRegistration(`/staff/${kind}/`);
    if (worker) { await worker.unregister(); }
  }

  // Whether it may be left: nothing is kept, or nothing of it would be lost, or the person says so.
  async function left(kept, words) {
    const databases = [];
    for (const kind of kept) { databases.push([kind, await opened(kind).catch(() => null)]); }
    const found = databases.filter(([, database]) => database);
    const waiting = await Promise.all(found.map(([, database]) => waits(database)));
    if (waiting.some(Boolean) && !window.confirm(words)) { found.forEach(([, database]) => database.close()); return false; }
    for (const [kind, database] of found) { await forget(kind, database); }
    return true;
  }

  async function leave(event) {
    const form = event.currentTarget;
    const kept = KINDS.filter((kind) => localStorage.getItem(named(kind)));
    if (!kept.length) { return; } // this phone keeps nothing: signing out does not wait
    event.preventDefault();
    try { if (!(await left(kept, form.dataset.leaveWords))) { return; } } catch { /* nothing is kept here */ }
    form.submit();
  }

  document.addEventListener('DOMContentLoaded', () => {
    const forms = document.querySelectorAll('form[data-leave-words]');
    if ('indexedDB' in window) { forms.forEach((form) => form.addEventListener('submit', leave)); }
  });
})();

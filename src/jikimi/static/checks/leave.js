// At sign-out everything that this phone keeps of the checks is removed; who would lose something is asked first.
(function () {
  'use strict';

  const NAME = 'jikimi-checks';
  const STORE = 'kept';

  function opened() {
    return new Promise((done, failed) => {
      const asked = indexedDB.open(NAME);
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

  async function forget(database) {
    await asked(database, 'readwrite', (store) => store.clear());
    database.close();
    indexedDB.deleteDatabase(NAME);
    localStorage.removeItem(NAME);
    const kept = (await caches.keys()).filter((name) => name.startsWith('checks-'));
    await Promise.all(kept.map((name) => caches.delete(name)));
    const worker = await navigator.serviceWorker.getRegistration('/staff/checks/');
    if (worker) { await worker.unregister(); }
  }

  async function leave(event) {
    const form = event.currentTarget;
    if (!localStorage.getItem(NAME)) { return; } // this phone keeps nothing: signing out does not wait
    event.preventDefault();
    try {
      const database = await opened();
      if (await waits(database) && !window.confirm(form.dataset.leaveWords)) { database.close(); return; }
      await forget(database);
    } catch { /* nothing is kept here */ }
    form.submit();
  }

  document.addEventListener('DOMContentLoaded', () => {
    const forms = document.querySelectorAll('form[data-leave-words]');
    if ('indexedDB' in window) { forms.forEach((form) => form.addEventListener('submit', leave)); }
  });
})();

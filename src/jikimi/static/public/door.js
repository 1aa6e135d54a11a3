// The public door. Every page works without this file; with it the browser's history keeps one line
// for the whole visit: pages are fetched into the first one, under its address, and nothing is stored.
(function () {
  'use strict';

  const EXIT_PRESSES = 3;
  const EXIT_WITHIN_MS = 1500;
  const earlier = [];
  const kept = new Set();
  const brought = new Map();
  let presses = [];

  const one = (wanted, within) => (within || document).querySelector(wanted);
  const all = (wanted, within) => Array.from((within || document).querySelectorAll(wanted));
  const page = () => document.getElementById('page');

  // The way out: nothing to see at once, nothing kept, and a page elsewhere in the place of this one.
  function leave() {
    const elsewhere = one('a[data-exit]').href;
    document.documentElement.hidden = true;
    document.title = ' ';
    earlier.length = 0;
    kept.clear();
    page().remove();
    window.history.replaceState(null, '', '/');
    window.location.replace(elsewhere);
  }

  function countEscape(event) {
    if (event.key !== 'Escape') { presses = []; return; }
    presses = presses.filter((at) => event.timeStamp - at < EXIT_WITHIN_MS).concat(event.timeStamp);
    if (presses.length >= EXIT_PRESSES) { leave(); }
  }

  // Fetching a page into this one.
  async function show(url, form) {
    try {
      const answer = await fetch(url, {
        method: form ? 'POST' : 'GET', body: form, credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer',
      });
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (!fresh.getElementById('page')) { throw new Error('not a page of this door'); }
      earlier.push({ page: page(), language: document.documentElement.lang, top: window.scrollY, focus: document.activeElement });
      swap(fresh.getElementById('page'), fresh.documentElement.lang);
      start();
    } catch {
      // A browser that was asked to keep the copy has it in place of any page.
      if (navigator.serviceWorker && navigator.serviceWorker.controller) { window.location.replace('/'); return; }
      const said = document.getElementById('said');
      said.textContent = said.dataset.failed;
      said.classList.remove('sr');
      said.classList.add('wrap', 'note');
    }
  }

  function swap(next, language) {
    page().replaceWith(document.adoptNode(next));
    document.documentElement.lang = language;
    hush();
    prepare();
  }

  function hush() {
    const said = document.getElementById('said');
    said.textContent = '';
    said.className = 'sr';
  }

  function start() {
    const heading = one('main h1') || one('main');
    heading.tabIndex = -1;
    window.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }

  function back() {
    const before = earlier.pop();
    if (!before) { return; }
    swap(before.page, before.language);
    window.scrollTo(0, before.top);
    if (before.focus) { before.focus.focus({ preventScroll: true }); }
  }

  function isOurs(link) {
    return link.origin === window.location.origin && !link.hasAttribute('download') && !link.hasAttribute('data-whole')
      && !link.target && !(link.hash && link.pathname === window.location.pathname);
  }

  function followed(event) {
    const exit = event.target.closest('a[data-exit]');
    if (exit) { event.preventDefault(); leave(); return; }
    if (event.target.closest('[data-back]')) { back(); return; }
    if (event.target.closest('[data-print]')) { window.print(); return; }
    if (event.target.closest('[data-forget]')) { kept.clear(); prepare(); return; }
    const link = event.target.closest('a[href]');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
    if (link.hasAttribute('data-kept-link')) { event.preventDefault(); show(link.href, withKept(new FormData())); return; }
    if (isOurs(link)) { event.preventDefault(); show(link.href); }
  }

  function sent(event) {
    const form = event.target;
    if (form.method !== 'post') { return; }
    event.preventDefault();
    show(form.action, withKept(new FormData(form, event.submitter)));
  }

  // Numbers set aside: known to this open page alone.
  function withKept(data) {
    data.delete('keep');
    kept.forEach((id) => data.append('keep', id));
    return data;
  }

  function ticked(event) {
    const box = event.target;
    if (box.name !== 'keep') { return; }
    if (box.checked) { kept.add(box.value); } else { kept.delete(box.value); }
    count();
  }

  function count() {
    all('[data-kept-count]').forEach((place) => { place.textContent = kept.size ? ' (' + kept.size + ')' : ''; });
  }

  function prepare() {
    all('[data-with-script]').forEach((part) => { part.hidden = false; });
    all('[data-without-script]').forEach((part) => { part.hidden = true; });
    all('[data-back]').forEach((button) => { button.hidden = !earlier.length; });
    all('input[name="keep"]').forEach((box) => { if (box.type === 'checkbox') { box.checked = kept.has(box.value); } });
    count();
    const worker = one('[data-worker]');
    if (worker) { readWorker(worker); }
    all('[data-scripts]').forEach(bring);
  }

  // A page that needs scripts and styles of its own names them; each is fetched once, in their order.
  async function bring(part) {
    part.dataset.styles.split(' ').forEach((source) => add('link', { rel: 'stylesheet', href: source }));
    for (const source of part.dataset.scripts.split(' ')) { await add('script', { src: source }); }
    document.dispatchEvent(new CustomEvent('part-shown'));
  }

  function add(kind, facts) {
    const source = facts.src || facts.href;
    if (!brought.has(source)) {
      const element = Object.assign(document.createElement(kind), facts);
      brought.set(source, new Promise((done) => { element.onload = done; element.onerror = done; }));
      document.head.append(element);
    }
    return brought.get(source);
  }

  // Keeping the pages on this device: only when somebody asks for it, since it can be found.
  async function readWorker(part) {
    if (!('serviceWorker' in navigator)) { return; }
    const here = await navigator.serviceWorker.getRegistration('/');
    one('[data-worker-on]', part).hidden = Boolean(here);
    one('[data-worker-off]', part).hidden = !here;
    part.hidden = false;
    one('[data-worker-on] button', part).onclick = async () => {
      await navigator.serviceWorker.register(part.dataset.worker, { scope: '/' });
      await navigator.serviceWorker.ready;
      readWorker(part);
    };
    one('[data-worker-off] button', part).onclick = async () => {
      const known = await navigator.serviceWorker.getRegistration('/');
      if (known) { await known.unregister(); }
      await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
      readWorker(part);
    };
  }

  document.addEventListener('keydown', countEscape);
  document.addEventListener('click', followed);
  document.addEventListener('submit', sent);
  document.addEventListener('change', ticked);
  prepare();
})();

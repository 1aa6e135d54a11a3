// The visits of a day on a phone, joint checks or inspections: taken along, filled in without a connection, sent when back.
// What kind they are, and every word said, stands in #told (doors/staff/phone.py).
(function () {
  'use strict';

  const Vault = window.Vault;
  const LOCK_MS = 300000; // a phone laid aside asks for the PIN again
  const LONGEST_SIDE = 1600;
  const LEAST_PIN = 6;
  const TRY_MS = 30000;
  const told = JSON.parse(document.getElementById('told').textContent);
  const one = (id) => document.getElementById(id);
  let day = null; // what was taken along; null when the day is over
  let work = null; // versions: visit → version; mine: visit → item → what this phone says; unsent: visit → items
  let writing = Promise.resolve();
  let resting = 0;
  let isSending = false;
  let isReached = true; // as the last try told; browsers only guess whether there is a connection

  const filled = (words, ...values) => values.reduce((text, value) => text.replace('{}', value), words);
  const show = (id, shown) => { one(id).hidden = !shown; };

  function say(words) {
    show('said', Boolean(words));
    one('said').textContent = words || '';
    if (words) { one('said').focus(); }
  }

  function made(tag, attributes, ...inside) {
    const node = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => { if (value !== false) { node.setAttribute(name, value === true ? '' : value); } });
    node.append(...inside.filter((part) => part !== ''));
    return node;
  }

  // Taking along.
  const isRow = (pin) => [0, 1, -1].some((step) => Array.from(pin).every((sign, n, all) => !n || sign.codePointAt(0) - all[n - 1].codePointAt(0) === step));

  async function hello() {
    const answer = await fetch(told.hello, { cache: 'no-store', redirect: 'manual' });
    if (!answer.ok) { throw new Error('signed out'); }
    return answer.json();
  }

  async function take(event) {
    event.preventDefault();
    const pin = one('pin').value;
    if (pin.length < LEAST_PIN || isRow(pin)) { say(told.pin_short); return; }
    if (pin !== one('again').value) { say(told.pin_differs); return; }
    try { await bring(pin); } catch { say(told.cannot_take); }
  }

  async function fetched(wanted) {
    const { token, owner } = await hello();
    const body = new FormData();
    body.set('day', wanted);
    const answer = await fetch(told.day, { method: 'POST', body, headers: { 'X-CSRFToken': token }, redirect: 'manual' });
    if (!answer.ok) { throw new Error('refused'); }
    return { owner, brought: await answer.json() };
  }

  async function bring(pin) {
    const { brought } = await fetched(one('day').value);
    if (!brought.visits.length) { say(told.none); return; }
    const versions = Object.fromEntries(brought.visits.map((visit) => [visit.id, visit.version]));
    await Vault.begin(pin, brought, { versions, mine: {}, unsent: {}, conflicts: {} });
    await navigator.serviceWorker.register(told.worker, { scope: told.scope });
    await navigator.serviceWorker.ready;
    if (navigator.storage && navigator.storage.persist) { navigator.storage.persist(); }
    one('take').reset();
    await open();
  }

  // Visits planned or changed since: what this phone says stays as it is.
  async function renew() {
    try {
      await send();
      const { owner, brought } = await fetched(day.day);
      if (owner !== (await ownerKept()).owner) { say(told.other_owner); return; }
      brought.visits.filter((visit) => !(work.unsent[visit.id] || []).length).forEach((visit) => {
        work.versions[visit.id] = visit.version;
        work.mine[visit.id] = Object.fromEntries(Object.entries(work.mine[visit.id] || {}).filter(([, said]) => !said.answer));
      });
      day = brought;
      writing = writing.then(() => Vault.keep({ day, work }));
      await writing;
      draw();
    } catch { say(told.cannot_take); }
  }

  async function unlock(event) {
    event.preventDefault();
    const state = await Vault.unlock(one('old').value);
    one('unlock').reset();
    if (state === 'wiped') { await begin(); say(told.pin_wiped); return; }
    if (state !== 'open') { say(filled(told.pin_wrong, state)); one('old').focus(); return; }
    await open();
  }

  async function open() {
    say('');
    day = await Vault.get('day');
    work = await Vault.get('work');
    if (!day) { say(told.over); }
    draw();
    rest();
    send();
  }

  // One visit.
  function draw() {
    ['take', 'unlock'].forEach((id) => show(id, false));
    ['sending', 'leaving'].forEach((id) => show(id, true));
    show('renew', Boolean(day));
    one('visits').replaceChildren(...(day ? day.visits.map(drawn) : []));
    tell();
  }

  function drawn(visit) {
    const form = day.forms[visit.form];
    const node = made('details', { class: 'phone__visit', id: `c${visit.id}` });
    const count = made('span', { class: 'quiet' });
    const head = [visit.hours, visit.title].filter(Boolean).join(' · ');
    node.append(made('summary', {}, `${head} `, count), ...facts(visit), ...items(visit, form));
    node.append(made('p', {}, made('a', { href: `${told.one}${visit.id}/` }, told.finish)));
    node.count = () => { count.textContent = filled(told.answered, `${form.items.filter((item) => saidOf(visit, item.code)[0]).length}/${form.items.length}`); };
    node.count();
    return node;
  }

  function facts(visit) {
    const pairs = [[told.place, visit.place], [told.caution, visit.caution], [told.team, visit.team.join(' · ')]];
    return pairs.filter(([, words]) => words).map(([label, words]) => made('p', { class: 'prose' }, made('b', {}, label), `\n${words}`));
  }

  function items(visit, form) {
    let section = '';
    return form.items.flatMap((item) => {
      const head = item.section !== section ? [made('h2', {}, item.section)] : [];
      section = item.section;
      return [...head, itemOf(visit, item)];
    });
  }

  // What this phone says; else what was known when the day was taken along.
  function saidOf(visit, code) {
    const mine = (work.mine[visit.id] || {})[code];
    return mine ? [mine.answer, mine.note] : visit.findings[code] || ['', ''];
  }

  function itemOf(visit, item) {
    const name = `${visit.id}_${item.code}`;
    const [answer, note] = saidOf(visit, item.code);
    const choices = item.answers.map(([code, label], n) => made('div', { class: 'choice' },
      made('input', { type: 'radio', id: `${name}_${n}`, name, value: code, checked: code === answer }),
      made('label', { for: `${name}_${n}` }, label)));
    const words = made('input', { class: 'input', id: `${name}_note`, maxlength: '2000', value: note, 'aria-label': filled(told.note, item.label), placeholder: filled(told.note, item.label) });
    const group = made('fieldset', { class: 'field choices choices--inline' },
      made('legend', { class: 'field__label' }, item.label), made('div', { class: 'choices__list' }, ...choices), words);
    group.append(otherSaid(visit, item), photoOf(visit, item));
    const keep = () => changed(visit, item.code, (group.querySelector('input[type=radio]:checked') || {}).value || '', words.value);
    group.addEventListener('change', (event) => { if (event.target.type !== 'file') { keep(); } });
    return group;
  }

  function otherSaid(visit, item) {
    const other = (work.conflicts[visit.id] || {})[item.code];
    if (!other) { return ''; }
    const label = (item.answers.find(([code]) => code === other[0]) || ['', other[0]])[1];
    return made('p', { class: 'phone__other' }, `${told.conflict} ${[label, other[1]].filter(Boolean).join(' — ')} `, made('a', { href: `${told.one}${visit.id}/` }, told.settle));
  }

  // A note without an answer is kept here and goes with the answer.
  function changed(visit, code, answer, note) {
    const mine = work.mine[visit.id] = work.mine[visit.id] || {};
    mine[code] = { answer, note, at: new Date().toISOString() };
    if (answer) { work.unsent[visit.id] = Array.from(new Set([...(work.unsent[visit.id] || []), code])); }
    say(answer || !note ? '' : told.note_waits);
    one(`c${visit.id}`).count();
    keepWork();
  }

  const somethingUnsent = () => Object.values(work.unsent).some((codes) => codes.length);

  function keepWork() {
    writing = writing.then(() => Vault.keep({ work }, { waits: somethingUnsent() }));
    return writing.then(tell);
  }

  // Photos: drawn anew and made smaller here already; where and with what it was taken stays nowhere.
  function photoOf(visit, item) {
    const label = filled(told.photo_of, item.label);
    const input = made('input', { type: 'file', accept: 'image/*', capture: 'environment', 'aria-label': label });
    const shown = made('span', {});
    const keep = async (canvas, more) => {
      await keepPhoto(visit, item.code, canvas, more);
      shown.append(made('img', { class: 'phone__thumb', alt: label, src: canvas.toDataURL('image/jpeg', 0.4) }));
    };
    input.addEventListener('change', async () => {
      if (!input.files.length) { return; }
      try {
        const canvas = await smaller(input.files[0]);
        if (told.faces) { shown.append(asked(canvas, label, keep)); } else { await keep(canvas, {}); }
      } catch { say(told.photo_failed); }
      input.value = '';
    });
    return made('details', { class: 'disclosure' }, made('summary', {}, told.photo), input, shown);
  }

  // Of a place: whether people can be told on it is asked before it is kept, and where it was only on wish.
  function asked(canvas, label, keep) {
    const box = made('div', { class: 'phone__ask' });
    const place = made('input', { type: 'checkbox', id: crypto.randomUUID() });
    const answers = [[told.faces.none, false], [told.faces.some, true]].map(([words, has_faces]) => {
      const button = made('button', { type: 'button', class: 'button button--secondary button--small', 'data-faces': String(has_faces) }, words);
      button.addEventListener('click', async () => { box.remove(); await keep(canvas, { has_faces, ...(place.checked ? await here() : {}) }); });
      return button;
    });
    const away = made('button', { type: 'button', class: 'button button--quiet button--small' }, told.faces.away);
    away.addEventListener('click', () => box.remove());
    box.append(made('img', { class: 'phone__thumb', alt: label, src: canvas.toDataURL('image/jpeg', 0.4) }), made('p', {}, told.faces.warning),
      made('div', { class: 'choice' }, place, made('label', { for: place.id }, told.faces.place)), made('div', { class: 'actions' }, ...answers, away));
    box.addEventListener('change', (event) => event.stopPropagation());
    return box;
  }

  function here() {
    return new Promise((done) => {
      if (!navigator.geolocation) { say(told.faces.no_place); done({}); return; }
      navigator.geolocation.getCurrentPosition((at) => done({ longitude: at.coords.longitude, latitude: at.coords.latitude }),
        () => { say(told.faces.no_place); done({}); }, { timeout: 8000, enableHighAccuracy: true });
    });
  }

  async function smaller(file) {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = made('canvas', { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  async function keepPhoto(visit, item, canvas, more) {
    const blob = await new Promise((done) => { canvas.toBlob(done, 'image/jpeg', 0.8); });
    const id = crypto.randomUUID();
    await Vault.keep({ [`out:photo:${id}`]: { id, visit: visit.id, item, more }, [`bytes:${id}`]: await blob.arrayBuffer() });
    await tell();
    send();
  }

  // Sending: what is ready gets a number first, so that what is sent twice is kept once.
  async function seal() {
    await writing;
    const puts = {};
    for (const [visit, codes] of Object.entries(work.unsent)) {
      if (codes.length) {
        const id = crypto.randomUUID();
        const answers = Object.fromEntries(codes.map((code) => [code, work.mine[visit][code]]));
        puts[`out:sheet:${id}`] = { id, visit, sheet: { id, written_at: new Date().toISOString(), based_on: work.versions[visit], answers } };
        work.unsent[visit] = [];
      }
    }
    if (Object.keys(puts).length) { writing = Vault.keep({ ...puts, work }, { waits: false }); await writing; }
  }

  async function send() {
    if (isSending || !work || !(await unsent())) { await tell(); return; }
    isSending = true;
    try { await sendAll(); } catch { isReached = false; /* no connection after all: it stays here */ }
    isSending = false;
    await tell();
  }

  // Numbers are given only once the house is reached: else each try would make a sheet of its own.
  async function sendAll() {
    const answer = await fetch(told.hello, { cache: 'no-store', redirect: 'manual' });
    isReached = true;
    show('sign_in', !answer.ok);
    if (!answer.ok) { say(told.sign_in); return; }
    const leave = await answer.json();
    const { owner } = await ownerKept();
    if (leave.owner !== owner) { say(told.other_owner); return; }
    await seal();
    const waiting = (await Vault.names()).filter((name) => name.startsWith('out:')).sort().reverse(); // sheets before photos
    for (const name of waiting) { await sendOne(name, leave); }
  }

  const ownerKept = async () => (await Vault.tidy()) || {};

  async function sendOne(name, leave) {
    const row = await Vault.get(name);
    const headers = { 'X-CSRFToken': leave.token, 'X-Owner': leave.owner };
    const answer = await (row.sheet ? sendSheet(row, headers) : sendPhoto(row, headers));
    if (answer.status >= 500 || answer.type === 'opaqueredirect') { throw new Error('later'); }
    if (!answer.ok) { say(filled(told.refused, titleOf(row.visit))); return; }
    if (row.sheet) { learn(row.visit, await answer.json()); }
    writing = writing.then(() => Vault.keep({ work }, { removes: [name, `bytes:${row.id}`] }));
    await writing;
  }

  const titleOf = (id) => ((day && day.visits.find((visit) => visit.id === id)) || { title: '' }).title;

  const sendSheet = (row, headers) => fetch(`${told.one}${row.visit}/sheets/`, {
    method: 'POST', redirect: 'manual', body: JSON.stringify(row.sheet), headers: { ...headers, 'Content-Type': 'application/json' },
  });

  async function sendPhoto(row, headers) {
    const body = new FormData();
    body.set('item', row.item);
    Object.entries(row.more).forEach(([name, value]) => body.set(name, value));
    body.set('photo', new Blob([await Vault.getBytes(`bytes:${row.id}`)], { type: 'image/jpeg' }), 'photo.jpg');
    return fetch(`${told.one}${row.visit}/photos/${row.id}/send/`, { method: 'POST', redirect: 'manual', body, headers });
  }

  // What the house answers: the version known now, and where another phone said otherwise.
  function learn(id, answer) {
    work.versions[id] = answer.version;
    const conflicts = work.conflicts[id] = work.conflicts[id] || {};
    const mine = work.mine[id] || {};
    Object.keys(conflicts).forEach((code) => { if (mine[code] && mine[code].answer === (answer.findings[code] || [])[0]) { delete conflicts[code]; } });
    answer.conflicts.forEach((code) => { conflicts[code] = answer.findings[code]; });
    const visit = day && day.visits.find((row) => row.id === id);
    if (!visit) { return; }
    visit.findings = answer.findings;
    if (answer.conflicts.length) {
      const before = one(`c${id}`);
      const after = drawn(visit);
      after.open = true;
      before.replaceWith(after);
    }
  }

  async function unsent() {
    await writing;
    const waiting = (await Vault.names()).filter((name) => name.startsWith('out:')).length;
    return waiting + Object.values(work.unsent).filter((codes) => codes.length).length;
  }

  async function tell() {
    one('line').textContent = navigator.onLine && isReached ? '' : told.offline;
    if (!work) { return; }
    const number = await unsent();
    one('state').dataset.state = number ? 'waiting' : 'sent';
    one('state').textContent = number ? filled(told.unsent, number) : told.nothing_unsent;
  }

  // Laid aside, or left: nothing stays readable.
  function rest() {
    window.clearTimeout(resting);
    resting = window.setTimeout(() => window.location.reload(), LOCK_MS);
  }

  async function remove() {
    const waits = work && (somethingUnsent() || (await Vault.names()).some((name) => name.startsWith('out:')));
    if (waits && !window.confirm(told.surely)) { return; }
    await Vault.wipe();
    window.location.reload();
  }

  async function begin() {
    day = work = null;
    one('visits').replaceChildren();
    ['sending', 'leaving', 'take', 'unlock'].forEach((id) => show(id, false));
    one('state').textContent = '';
    const meta = await Vault.tidy();
    const now = new Date();
    one('day').value = new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
    show(meta ? 'unlock' : 'take', true);
    if (meta) { one('state').textContent = told.kept; show('leaving', true); }
    await tell();
  }

  function listen() {
    one('take').addEventListener('submit', take);
    one('unlock').addEventListener('submit', unlock);
    one('send').addEventListener('click', send);
    one('renew').addEventListener('click', renew);
    one('wipe').addEventListener('click', remove);
    ['pointerdown', 'keydown'].forEach((what) => document.addEventListener(what, () => { if (work) { rest(); } }));
    window.addEventListener('online', send);
    window.setInterval(send, TRY_MS);
    window.addEventListener('offline', tell);
  }

  // One window at a time: two that write would undo each other.
  function start() {
    if (!navigator.locks || !('serviceWorker' in navigator) || !(window.crypto && window.crypto.subtle)) { say(told.no_store); return; }
    navigator.locks.request(`jikimi-${told.keeps}`, { ifAvailable: true }, async (held) => {
      if (!held) { say(told.elsewhere); return undefined; }
      listen();
      await begin();
      return new Promise(() => undefined); // held until the window closes
    });
  }

  start();
})();

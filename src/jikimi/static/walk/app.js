// A person on the way home. One journey at a time; it is taken up again when the page was closed.
import * as keep from './keep.js';
import * as place from './place.js';
import { Refused, say } from './talk.js';
import { network, one, progress, say as tell, show, shown, time, watchers, words } from './screen.js';
import { onShake } from './shake.js';

const EVERY_MS = { sos: 2000, walk: 5000 };
const SHADOW_EVERY_MS = 5000;
const SHADOW_MS = 10 * 60 * 1000;
const AT_ONCE = 100;
let phone = '';
let journey = null; // {id, key, kind, seq, begun, overSince}
let about = {};
let sending = false;
let beat = null;

const keys = () => ({ Phone: phone, ...(journey ? { Journey: journey.key } : {}) });
const keepJourney = () => (journey ? keep.seal('j', journey) : keep.drop('j'));
const inMinutes = (minutes) => new Date(Date.now() + minutes * 60000).toISOString();

// A journey: begun on this phone first, then told to the server until it has it.
async function start(kind, more) {
  await keep.forgetQueue();
  journey = { id: crypto.randomUUID(), key: keep.newKey(), kind, seq: 0, begun: false, more, overSince: null };
  await keepJourney();
  place.watch(noted, () => tell(words.no_place));
  const now = place.here();
  if (now) { await noted(now); }
  round();
  beat = beat || setInterval(round, EVERY_MS[kind]);
}

async function noted(fix) {
  if (!journey) { return; }
  const seq = journey.seq;
  journey.seq += 1;
  await keep.enqueue({ ...fix, seq });
  await keepJourney();
  textLinks();
  if (seq === 0) { round(); }
}

async function round() {
  if (!journey || sending) { return; }
  sending = true;
  try {
    if (!journey.begun) { await begin(); }
    if (journey && journey.begun) { await send(); }
    network(false);
  } catch (trouble) {
    if (trouble instanceof Refused) { tell(words.failed); } else { network(true); }
  } finally {
    sending = false;
  }
}

async function begin() {
  const now = place.here();
  const said = await say('begin', {
    journey: journey.id, kind: journey.kind, language: document.documentElement.lang, ...about.sent, ...journey.more,
    here: now ? [now.longitude, now.latitude] : null,
  }, keys());
  if (said !== 'begun') {
    const why = words[said] || words.failed;
    await over();
    show('home');
    tell(why);
    return;
  }
  journey.begun = true;
  await keepJourney();
}

async function send() {
  const fixes = (await keep.waiting()).slice(0, AT_ONCE);
  const state = await say('send', { fixes: journey.overSince ? [] : fixes }, keys());
  await keep.acknowledge(fixes.map((fix) => fix.seq));
  await hear(state);
}

// What the server says has happened, and nothing else, is shown.
async function hear(state) {
  if (!state || state.stage === 'over' || state.stage === 'arrived') {
    // Whoever types a code sees the same and the phone does the same, whichever code it was.
    if (journey.overSince) { if (Date.now() - journey.overSince > SHADOW_MS) { await over(); } return; }
    tell(state && state.stage === 'arrived' ? words.arrived : words.over);
    await over();
    show('home');
    return;
  }
  if (journey.overSince) { return; }
  if (state.wish) { show('wish'); return; }
  if (state.stage === 'asked') {
    one('#ask-why').textContent = words[state.ask] || words.silence;
    one('#ask-left').textContent = time(state.asked_at);
    if (shown() !== 'ask' && navigator.vibrate) { navigator.vibrate([300, 100, 300]); }
    show('ask');
    return;
  }
  if (state.alarm) {
    progress(state.alarm);
    if (!(journey.more || {}).is_silent) { tell(state.alarm.on_the_way_at ? words.on_the_way : state.alarm.police_asked_at ? words.police : state.alarm.taken_at ? words.taken : state.alarm.shown_at ? words.shown : words.sent); }
    show('sos');
    return;
  }
  if (journey.kind === 'walk') {
    tell(words.walking);
    one('#way-said').textContent = `${words.expected} ${time(state.expected_at)}`;
    watchers(state.watchers, async (id) => { await say('unwatch', { watcher: id }, keys()); round(); });
    show('way');
  }
}

async function over() {
  journey = null;
  clearInterval(beat);
  beat = null;
  place.rest();
  await keep.forgetQueue();
  await keepJourney();
}

// Calling for help.
function help(silent) {
  if (journey && journey.kind === 'walk' && journey.begun && !journey.overSince) {
    journey.more = { ...journey.more, is_silent: silent };
    say('call', { is_silent: silent }, keys()).then(hear, () => network(true));
    return;
  }
  if (journey && !journey.overSince) { return; }
  progress(null);
  show('sos');
  tell(silent ? '' : words.sending);
  start('sos', { is_silent: silent });
}

function textLinks() {
  const now = place.here();
  const text = now ? `${words.here} ${now.latitude.toFixed(5)}, ${now.longitude.toFixed(5)}` : words.here;
  document.querySelectorAll('#text-112, [data-text]').forEach((link) => { link.href = `sms:112?body=${encodeURIComponent(text)}`; });
}

function holdable(button, call) {
  let held = null;
  let entered = 0;
  const begin = (event) => {
    if (event.button) { return; }
    button.classList.add('is-held');
    held = setTimeout(() => { held = null; button.classList.remove('is-held'); call(); }, 1000);
  };
  const end = () => { clearTimeout(held); held = null; button.classList.remove('is-held'); };
  button.addEventListener('pointerdown', begin);
  ['pointerup', 'pointerleave', 'pointercancel'].forEach((name) => button.addEventListener(name, end));
  button.addEventListener('contextmenu', (event) => event.preventDefault());
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') { return; }
    event.preventDefault();
    if (event.repeat) { return; }
    if (event.timeStamp - entered < 1500) { entered = 0; call(); } else { entered = event.timeStamp; }
  });
}

// Forms.
async function agree(form) {
  const days = Number(form.days.value);
  const said = await say('consent', {
    purposes: [...form.querySelectorAll('[name=purpose]:checked')].map((box) => box.value), days,
    is_child: form.is_child.checked, guardian_agrees: form.guardian.checked,
  }, keys());
  if (!said) { tell(words.failed); return; }
  about.until = new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);
  await keep.seal('a', about);
  settings();
}

async function chooseCodes(form) {
  await say('codes', { cancel_code: form.cancel_code.value, duress_code: form.duress_code.value }, keys());
  about.lock = await digest(form.cancel_code.value);
  await keep.seal('a', about);
  form.reset();
  tell(words.kept);
}

const digest = async (text) => keep.key64(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(phone + text))));

async function setOut(form) {
  const more = { destination: form.destination.value, expected_at: inMinutes(Number(form.minutes.value)) };
  const now = await place.once();
  if (form.to_home.checked && about.home && now) { more.route = [[now.longitude, now.latitude], about.home]; }
  const name = form.watcher.value;
  await start('walk', more);
  show('way');
  for (let tries = 0; tries < 20 && journey && !journey.begun; tries += 1) { await new Promise((done) => { setTimeout(done, 250); }); }
  if (name && journey && journey.begun) { await letLookOn(name); }
}

async function letLookOn(name) {
  const watcher = keep.newKey();
  const done = await say('watch', { watcher: crypto.randomUUID(), name }, { ...keys(), Watcher: watcher });
  if (!done) { tell(words.failed); return; }
  const link = `${window.location.origin}/walk/with/#${watcher}`;
  one('#link').textContent = `${words.link} ${link}`;
  one('#link').hidden = false;
  if (navigator.share) { navigator.share({ url: link }).catch(() => {}); }
  round();
}

function settings() {
  const form = one('#about');
  const sent = about.sent || {};
  ['name', 'number', 'looks'].forEach((word) => { form[word].value = sent[word] || ''; });
  form.shake.checked = Boolean(about.shake);
  one('#agreed').textContent = about.until ? `${words.agreed} ${about.until}` : words.not_agreed;
  say('log', {}, keys()).then((found) => {
    const names = JSON.parse(one('#recipients').textContent);
    one('#log').replaceChildren(...(found ? found.lines : []).map((line) => {
      const item = document.createElement('li');
      item.textContent = `${new Date(line.at).toLocaleString(document.documentElement.lang)} · ${names[line.recipient] || line.recipient} · ${words[line.what] || line.what}`;
      return item;
    }));
  }, () => {});
}

function openSettings() {
  const locked = Boolean(about.lock);
  one('#unlock').hidden = !locked;
  one('#settings').hidden = locked;
  if (!locked) { settings(); }
}

const DOES = {
  silent: () => help(true),
  help: () => help(false),
  'help-silent': () => help(true),
  well: () => say('well', {}, keys()).then(hear, () => network(true)),
  later: () => say('well', { later_minutes: 20 }, keys()).then(hear, () => network(true)),
  'wish-yes': () => say('wish', { yes: true }, keys()).then(hear, () => network(true)),
  'wish-no': () => say('wish', { yes: false }, keys()).then(hear, () => network(true)),
  arrived: async () => {
    const said = await say('end', {}, keys()).catch(() => null);
    if (said === 'code') { show('sos'); tell(words.code); return; }
    if (said === null) { network(true); return; }
    tell(words.arrived);
    await over();
    show('home');
  },
  'save-home': async () => {
    const now = await place.once();
    if (!now) { tell(words.no_place); return; }
    about.home = [now.longitude, now.latitude];
    await keep.seal('a', about);
    tell(words.saved_home);
  },
  pause: () => say('pause', { on: true }, keys()).then(() => tell(words.kept), () => tell(words.failed)),
  'go-on': () => say('pause', { on: false }, keys()).then(() => tell(words.kept), () => tell(words.failed)),
  withdraw: async () => {
    await say('withdraw', {}, keys());
    await over();
    await keep.forgetAll();
    window.location.replace(one('[data-exit]').href);
  },
};

const FORMS = {
  consent: agree,
  codes: chooseCodes,
  walk: setOut,
  another: async (form) => { await letLookOn(form.elements.name.value); form.reset(); },
  about: async (form) => {
    about.sent = { name: form.elements.name.value, number: form.number.value, looks: form.looks.value };
    about.shake = form.shake.checked;
    await keep.seal('a', about);
    tell(words.kept);
  },
  unlock: async (form) => {
    const open = (await digest(one('#unlock-code').value)) === about.lock;
    form.reset();
    if (!open) { tell(words.wrong); return; }
    tell('');
    one('#unlock').hidden = true;
    one('#settings').hidden = false;
    settings();
  },
  cancel: async (form) => {
    const code = form.code.value;
    form.reset();
    const said = await say('cancel', { code }, keys());
    if (said === 'wrong') { tell(words.wrong); return; }
    // For a while the phone goes on as before, so that nobody can tell which code it was.
    journey.overSince = Date.now();
    await keepJourney();
    tell(words.over);
    show('home');
  },
};

async function sendUnderShadow() {
  if (!journey || !journey.overSince) { return; }
  const now = place.here();
  if (now) { await say('send', { fixes: (await keep.waiting()).slice(0, AT_ONCE) }, keys()).then(async () => keep.forgetQueue(), () => {}); }
}

async function wake() {
  phone = await keep.phoneKey();
  about = (await keep.unseal('a')) || {};
  journey = await keep.unseal('j');
  holdable(one('#sos'), () => help(false));
  document.addEventListener('click', (event) => {
    const target = event.target.closest('[data-do], [data-go]');
    if (!target) { return; }
    if (target.dataset.go) { tell(''); show(target.dataset.go); if (target.dataset.go === 'settings') { openSettings(); } return; }
    Promise.resolve(DOES[target.dataset.do]()).catch(() => tell(words.failed));
  });
  document.addEventListener('submit', (event) => {
    event.preventDefault();
    FORMS[event.target.id](event.target).catch(() => tell(words.failed));
  });
  if (about.shake) { onShake(() => help(false)); }
  if (journey) {
    place.watch(noted, () => tell(words.no_place));
    beat = setInterval(round, EVERY_MS[journey.kind]);
    round();
  } else {
    show('home');
  }
  setInterval(sendUnderShadow, SHADOW_EVERY_MS);
  document.documentElement.dataset.ready = 'yes';
  if ('serviceWorker' in navigator) { navigator.serviceWorker.register('/walk/worker.js', { scope: '/walk/' }).catch(() => {}); }
}

wake();

// What the person chose: consent, codes, what is sent with a call, who was told; locked with her code.
import { asksGuardian } from './child.js';
import * as keep from './keep.js';
import { over } from './journey.js';
import { settled } from './law.js';
import { digest, keepAbout, keys, mine, opens } from './mine.js';
import * as place from './place.js';
import { one, say as tell, show, shown, words } from './screen.js';
import { say } from './talk.js';

const DAY_MS = 86400000;

async function agree(form) {
  if (await asksGuardian(form)) { return; }
  const days = Number(form.days.value);
  const said = await say('consent', {
    purposes: [...form.querySelectorAll('[name=purpose]:checked')].map((box) => box.value), days,
  }, keys());
  if (!said) { tell(words.failed); return; }
  mine.about.until = new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
  await keepAbout();
  settings();
}

async function chooseCodes(form) {
  const said = await say('codes', { cancel_code: form.cancel_code.value, duress_code: form.duress_code.value }, keys());
  if (!said) { tell(words.no_consent); return; }
  // In an order that does not tell which is which.
  const codes = [form.cancel_code.value, form.duress_code.value].filter(Boolean);
  mine.about.locks = (await Promise.all(codes.map(digest))).sort();
  await keepAbout();
  form.reset();
  tell(words.kept);
}

async function unlock(form) {
  const open = await opens(one('#unlock-code').value);
  form.reset();
  if (!open) { tell(words.wrong); return; }
  tell('');
  one('#unlock').hidden = true;
  one('#settings').hidden = false;
  settings();
}

function settings() {
  const form = one('#about');
  const sent = mine.about.sent || {};
  ['name', 'number', 'looks'].forEach((word) => { form[word].value = sent[word] || ''; });
  form.shake.checked = Boolean(mine.about.shake);
  one('#agreed').textContent = mine.about.until ? `${words.agreed} ${mine.about.until}` : words.not_agreed;
  settled();
}

const hasLock = () => Boolean((mine.about.locks || []).length);

// What her code opened is shut when she leaves the page.
export function woken() {
  document.addEventListener('visibilitychange', () => {
    if (document.hidden && hasLock() && shown() === 'settings') { show('home'); }
  });
}

export const opened = {
  settings: () => {
    const locked = hasLock();
    one('#unlock').hidden = !locked;
    one('#settings').hidden = locked;
    if (!locked) { settings(); }
  },
};

const pause = (on) => say('pause', { on }, keys()).then(() => tell(words.kept), () => tell(words.failed));

export const does = {
  'save-home': async () => {
    const now = await place.once();
    if (!now) { tell(words.no_place); return; }
    mine.about.home = [now.longitude, now.latitude];
    await keepAbout();
    tell(words.saved_home);
  },
  pause: () => pause(true),
  'go-on': () => pause(false),
  withdraw: async () => {
    await say('withdraw', {}, keys());
    await over();
    await keep.forgetAll();
    window.location.replace(one('[data-exit]').href);
  },
};

export const forms = {
  consent: agree,
  codes: chooseCodes,
  unlock,
  about: async (form) => {
    mine.about.sent = { name: form.elements.name.value, number: form.number.value, looks: form.looks.value };
    mine.about.shake = form.shake.checked;
    await keepAbout();
    tell(words.kept);
  },
};

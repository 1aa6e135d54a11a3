// Under 14: a guardian agrees on a phone of their own, by a link shown here; until then a call for help works as ever.
import * as keep from './keep.js';
import { keepAbout, keys, mine } from './mine.js';
import { one, say as tell, words } from './screen.js';
import { say } from './talk.js';

const needsGuardian = (form) => form.age_band.selectedOptions[0].dataset.guardian !== 'no';

// Whether a guardian was asked instead of the child's own consent alone.
export async function asksGuardian(form) {
  if (!needsGuardian(form)) { mine.about.band = ''; return false; }
  const link = keep.newKey();
  const purposes = [...form.querySelectorAll('[name=purpose]:checked')].map((box) => box.value);
  const band = form.age_band.value;
  const done = await say('ask-guardian', { purposes, days: Number(form.days.value), age_band: band }, { ...keys(), Link: link });
  if (!done) { tell(words.failed); return true; }
  mine.about.band = band;
  mine.about.link = link;
  await keepAbout();
  await stand();
  return true;
}

async function stand() {
  if (!mine.about.band) { return; }
  const found = await say('guardian', {}, keys());
  const stage = found ? found.stage : 'none';
  mine.about.until = stage === 'agreed' ? found.until : '';
  if (stage !== 'asked') { mine.about.link = ''; }
  await keepAbout();
  one('#agreed').textContent = stage === 'agreed' ? `${words.agreed} ${found.until}` : words[`guardian_${stage}`];
  one('#guardian-link').hidden = stage !== 'asked';
  if (stage === 'asked') { await showLink(); }
}

async function showLink() {
  const link = `${window.location.origin}/walk/guardian/#${mine.about.link}`;
  one('#guardian-address').textContent = link;
  const drawn = await say('drawn', { text: link }, keys());
  one('#guardian-picture').src = `data:image/svg+xml;base64,${drawn}`;
}

export function woken() { stand().catch(() => {}); }

export const opened = {
  settings: () => {
    one('#age-band').value = mine.about.band || 'adult';
    stand().catch(() => {});
  },
};

export const does = {
  'guardian-send': () => { if (navigator.share) { navigator.share({ url: one('#guardian-address').textContent }).catch(() => {}); } },
  'guardian-look': () => stand(),
};

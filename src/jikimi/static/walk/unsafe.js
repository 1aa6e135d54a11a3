// Places that felt unsafe: remembered on the way on this phone alone, sent after arriving if the person wishes,
// without anything of her. What was not sent is forgotten with the page, at the latest after ten minutes.
import { keepJourney, keys, mine } from './mine.js';
import * as place from './place.js';
import { one, say as tell, show, time, words } from './screen.js';
import { say } from './talk.js';

const MOST = 6;
const OFFERED_MS = 10 * 60 * 1000;
let last = null; // the walk under way, or the one that has just ended
let places = []; // {at, place}
let clock = null;

const remembered = () => (mine.journey || {}).unsafe || [];

async function remember() {
  const now = place.here() || await place.once();
  if (!now || !mine.journey) { tell(words.no_place); return; }
  mine.journey.unsafe = [...remembered(), { at: Date.now(), place: [now.longitude, now.latitude] }].slice(-MOST);
  await keepJourney();
  tell(words.unsafe_remembered);
}

function forget() {
  clearTimeout(clock);
  places = [];
  last = null;
  one('#felt').hidden = true;
}

function choice(value, label, chosen) {
  const line = document.createElement('p');
  line.className = 'check';
  const box = document.createElement('input');
  Object.assign(box, { type: 'radio', name: 'place', value, id: `unsafe-at-${value}`, checked: chosen });
  const words_ = document.createElement('label');
  words_.htmlFor = box.id;
  words_.textContent = label;
  line.append(box, ' ', words_);
  return line;
}

function list() {
  const lines = places.map((one_, number) => choice(String(number), time(one_.at), places.length === 1));
  one('#unsafe-places').replaceChildren(...lines, choice('here', words.unsafe_here, places.length === 0));
}

async function send(form) {
  const where = form.elements.place.value;
  const reason = form.elements.reason.value;
  if (!where || !reason) { tell(words.unsafe_choose); return; }
  const now = where === 'here' ? await place.once() : null;
  const at = where === 'here' ? now && [now.longitude, now.latitude] : places[Number(where)].place;
  if (!at) { tell(words.no_place); return; }
  const said = await say('unsafe', { place: at, reason }, { Phone: keys().Phone });
  if (said === 'kept') { places = places.filter((_one, number) => String(number) !== where); }
  form.reset();
  const more = said === 'kept' && places.length > 0;
  if (more) { list(); } else { forget(); show('home'); }
  tell(words[`unsafe_${said}`] || words[said] || words.failed);
}

export const begun = (journey) => { forget(); last = journey; };

export function heard() { if (mine.journey && mine.journey.kind === 'walk') { last = mine.journey; } }

export function over() {
  const walked = last;
  forget();
  // After a code nothing is offered: whoever holds the phone is to see what is seen on any other day.
  if (!walked || walked.kind !== 'walk' || walked.overSince) { return; }
  places = walked.unsafe || [];
  one('#felt').hidden = false;
  clock = setTimeout(() => { forget(); if (document.documentElement.dataset.screen === 'unsafe') { show('home'); } }, OFFERED_MS);
}

export const opened = { unsafe: () => { one('#felt').hidden = true; list(); } };

export const does = {
  'unsafe-remember': remember,
  'unsafe-not': () => { forget(); tell(''); show('home'); },
};

export const forms = { unsafe: send };

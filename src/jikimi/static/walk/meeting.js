// Being met by a pair of escorts: asked for, followed, taken back with one tap. What was asked for stands sealed on
// this phone and, where codes were chosen, behind the code; it goes when the meeting is over.
import * as keep from './keep.js';
import { keys, mine, opens } from './mine.js';
import * as place from './place.js';
import { one, say as tell, show, shown, time, words } from './screen.js';
import { Refused, say } from './talk.js';

const EVERY_MS = 10000;
const LOCK_AFTER_MS = 5 * 60 * 1000;
const CALLS = ['on_the_way', 'here'];
let booking = null; // {id, key, isAsked}: isAsked while no answer has come
let isOpen = false;
let stage = '';
let hiddenAt = 0;

const key = () => ({ Booking: booking.key });
const hasLock = () => Boolean((mine.about.locks || []).length);
const keepBooking = () => (booking ? keep.seal('b', booking) : keep.drop('b'));
const day = (at) => new Date(at).toLocaleDateString(document.documentElement.lang, { weekday: 'short', month: 'numeric', day: 'numeric' });
const clock = (at) => time(at).slice(0, 5);

async function where() {
  const chosen = one('#meet-where').value;
  if (chosen === 'home' && mine.about.home) { return { here: mine.about.home }; }
  if (chosen !== 'now') { return { area: one('#meet-area').value }; }
  const now = place.here() || await place.once();
  return now ? { here: [now.longitude, now.latitude] } : { area: one('#meet-area').value };
}

function offer(times) {
  const chosen = one('#meet-at').value;
  const days = new Map();
  times.forEach((at) => days.set(day(at), [...(days.get(day(at)) || []), at]));
  one('#meet-at').replaceChildren(new Option(times.length ? words.book_choose : words.book_no_times, ''), ...[...days].map(([label, of]) => {
    const group = document.createElement('optgroup');
    group.label = label;
    group.append(...of.map((at) => new Option(`${label} ${clock(at)}`, at)));
    return group;
  }));
  // A list that comes late takes nothing away that was chosen meanwhile.
  if (times.includes(chosen)) { one('#meet-at').value = chosen; }
}

async function askTimes() {
  one('#meet-areas').hidden = one('#meet-where').value !== 'else';
  const found = await say('free-times', await where(), {});
  offer(found.times);
  one('#meet-hours').textContent = found.hours.map((row) => `${row.day} ${row.opens}–${row.closes}`).join(' · ');
}

async function ask(form) {
  const fields = form.elements;
  const fresh = { id: crypto.randomUUID(), key: keep.newKey() };
  const sent = mine.about.sent || {};
  booking = { ...fresh, isAsked: true };
  isOpen = true;
  await keepBooking();
  try {
    const said = await say('book', {
      booking: fresh.id, starts_at: fields.at.value, meet_at: fields.meet_at.value, destination: fields.destination.value,
      people: Number(fields.people.value), notes: fields.notes.value, name: fields.called.value, number: fields.number.value || sent.number || '',
      language: document.documentElement.lang, ...(await where()),
    }, { ...keys(), Booking: fresh.key });
    await answered(form, fresh, said);
  } catch (trouble) {
    // Without an answer nobody knows whether it was booked: the next look finds out.
    if (trouble instanceof Refused) { booking = null; await keepBooking(); }
    tell(trouble instanceof Refused ? Object.values(trouble.said.fields || {})[0] || words.book_check : words.waiting);
    screen();
  }
}

async function answered(form, fresh, said) {
  tell(words[`book_${said.answer}`] || words[said.answer] || words.failed);
  booking = said.answer === 'booked' ? fresh : null;
  await keepBooking();
  if (!booking) { if (said.free.length) { offer(said.free); one('#meet-at').focus(); } return; }
  form.reset();
  await look();
}

async function ended(found) {
  const says = found && found.ending !== 'cancelled' ? `${found.says}. ` : '';
  const over = booking.isAsked ? words.failed : `${says}${words.book_ended}`;
  booking = null;
  stage = '';
  await keepBooking();
  if (shown() === 'meet') { tell(over); screen(); askTimes().catch(() => {}); }
  one('#way-meet').hidden = true;
}

function line(list, name, value) {
  if (!value) { return; }
  const term = document.createElement('dt');
  const said = document.createElement('dd');
  term.textContent = name;
  said.textContent = value;
  list.push(term, said);
}

function follow(found) {
  const says = words[`book_${found.stage}`];
  if (stage && stage !== found.stage && CALLS.includes(found.stage) && navigator.vibrate) { navigator.vibrate(200); }
  if (stage !== found.stage) { one('#meet-said').textContent = says; }
  stage = found.stage;
  const rows = [];
  const { dataset } = one('#meet-facts');
  line(rows, dataset.when, `${day(found.starts_at)} ${clock(found.starts_at)}`);
  line(rows, dataset.where, found.meet_at);
  line(rows, dataset.to, found.destination);
  line(rows, dataset.pair, found.pair);
  line(rows, dataset.note, found.told ? words.book_told : '');
  one('#meet-facts').replaceChildren(...rows);
  one('#meet-sign').hidden = !found.word;
  one('#meet-word').textContent = found.word || '';
  one('#meet-digits').textContent = found.digits || '';
  one('#meet-call').hidden = !found.phone;
  one('#meet-call').href = found.phone ? `tel:${found.phone.replace(/[^0-9+]/g, '')}` : '';
  one('#meet-nobody').hidden = Boolean(found.told) || found.stage === 'met' || Date.now() < Date.parse(found.starts_at);
  one('#way-meet').hidden = false;
  one('#way-meet').textContent = [says, found.word, found.digits].filter(Boolean).join(' ');
}

async function look() {
  if (!booking || !isOpen) { screen(); return; }
  try {
    const found = await say('booking', {}, key());
    if (!found || found.stage === 'ended') { await ended(found); return; }
    if (booking.isAsked) { delete booking.isAsked; await keepBooking(); }
    follow(found);
    one('#meet-net').hidden = true;
  } catch {
    one('#meet-net').hidden = false;
  }
  screen();
}

function screen() {
  one('#meet-open').hidden = !booking || isOpen;
  one('#meet-now').hidden = !booking || !isOpen || !stage;
  one('#meet').hidden = Boolean(booking);
}

async function unlock(form) {
  isOpen = await opens(form.code.value);
  form.reset();
  tell(isOpen ? '' : words.wrong);
  await look();
}

export async function woken() {
  one('#meet-where').addEventListener('change', () => askTimes().catch(() => tell(words.waiting)));
  one('#meet-area').addEventListener('change', () => askTimes().catch(() => tell(words.waiting)));
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) { hiddenAt = Date.now(); } else if (hasLock() && Date.now() - hiddenAt > LOCK_AFTER_MS) { isOpen = false; screen(); }
  });
  booking = await keep.unseal('b');
  setInterval(() => { if (booking && isOpen && ['meet', 'way'].includes(shown())) { look(); } }, EVERY_MS);
}

export const opened = {
  meet: () => {
    isOpen = isOpen || !hasLock();
    one('#meet-home').disabled = !mine.about.home;
    one('#meet-called').value = one('#meet-called').value || (mine.about.sent || {}).name || '';
    if (booking) { look(); } else { screen(); askTimes().catch(() => tell(words.waiting)); }
  },
};

export const does = {
  unbook: async () => {
    await say('unbook', {}, key());
    booking = null;
    stage = '';
    await keepBooking();
    one('#way-meet').hidden = true;
    show('home');
    tell(words.book_unbooked);
  },
  'nobody-here': async () => { follow(await say('nobody-here', {}, key())); },
};

export const forms = { meet: ask, 'meet-open': unlock };

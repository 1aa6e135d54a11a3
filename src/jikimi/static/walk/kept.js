// What she wants kept of a journey: hers alone, taken away in a file or deleted; the list stands behind her code.
import { keepAbout, keepJourney, keys, mine } from './mine.js';
import { one, say as tell, time, words } from './screen.js';
import { say } from './talk.js';

const DAY_MS = 86400000;
const until = (days) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
const boxes = () => document.querySelectorAll('[data-keep]');
const kept = () => mine.about.kept || [];

export async function begun(journey) {
  journey.keepDays = mine.about.keepDays || 0;
  boxes().forEach((box) => { box.checked = journey.keepDays > 0; });
  await keepJourney();
}

// Told to the server with the next round when there was no connection.
export async function heard() {
  const { journey } = mine;
  boxes().forEach((box) => { box.checked = journey.keepDays > 0; });
  if ((journey.keepDays || 0) === (journey.keepSaid || 0)) { return; }
  const days = journey.keepDays;
  if (!(await say('keep', { days }, keys()))) { return; }
  journey.keepSaid = days;
  mine.about.kept = kept().filter((one_) => one_.key !== journey.key);
  if (days) { mine.about.kept.push({ key: journey.key, at: new Date().toISOString(), until: until(days) }); }
  await keepJourney();
  await keepAbout();
}

async function wish(box) {
  if (!mine.journey) { return; }
  mine.journey.keepDays = box.checked ? mine.about.keepDays || 30 : 0;
  await keepJourney();
  await heard().catch(() => {});
}

export function woken() {
  boxes().forEach((box) => box.addEventListener('change', () => wish(box)));
}

function fill() {
  const today = new Date().toISOString().slice(0, 10);
  mine.about.kept = kept().filter((row) => row.until >= today);
  one('#keep-days').value = mine.about.keepDays || 0;
  one('#kept-none').hidden = kept().length > 0;
  one('#kept').hidden = kept().length === 0;
  one('#kept-which').replaceChildren(...kept().map((row) => {
    const option = document.createElement('option');
    option.value = row.key;
    option.textContent = `${row.at.slice(0, 10)} ${time(row.at)} (~ ${row.until})`;
    return option;
  }));
}

function save(name, content) {
  const link = document.createElement('a');
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  link.href = URL.createObjectURL(new Blob([bytes]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function forget(key) {
  mine.about.kept = kept().filter((row) => row.key !== key);
  await keepAbout();
  fill();
}

async function takeAway(form) {
  const password = form.password.value;
  if (!password && !form.plain.checked) { tell(words.password_or_plain); return; }
  const key = form.which.value;
  const file = await say('take-evidence', { password }, { Journey: key }, { isLarge: true });
  if (!file) { await forget(key); tell(words.nothing_kept); return; }
  save(file.name, file.content);
  form.reset();
  one('#kept-seal').textContent = `${file.name} · SHA-256 ${file.sha256}`;
  tell(words.saved);
}

export const opened = { settings: fill };

export const does = {
  'kept-delete': async () => {
    const key = one('#kept-which').value;
    await say('evidence', { delete: true }, { Journey: key });
    await forget(key);
    tell(words.deleted);
  },
};

export const forms = {
  kept: takeAway,
  'keep-always': async (form) => {
    mine.about.keepDays = Number(form.days.value);
    await keepAbout();
    tell(words.kept);
  },
};

// Who was told, told to her: while a call runs by the screen, later by the list under Settings; what she asks about
// it, and whether the statement she agreed to is still the one shown.
import { keys, mine } from './mine.js';
import { one, say as tell, time, words } from './screen.js';
import { say } from './talk.js';

let shown = '';

// The screen has just shown that somebody was told: the server writes down that she was.
export function heard(state) {
  const alarm = state.alarm || {};
  const looks = (state.watchers || []).map((watcher) => watcher.looks).join();
  const now = `${alarm.police_asked_at || ''}|${looks}`;
  if (now === shown || now.replace(/[|,0]/g, '') === '') { return; }
  shown = now;
  say('told', {}, { Phone: mine.phone }).catch(() => { shown = ''; });
}

export function over() { shown = ''; }

const day = (at) => new Date(at).toLocaleDateString(document.documentElement.lang);
const moment = (at) => `${day(at)} ${time(at)}`;

function line(text) {
  const item = document.createElement('li');
  item.textContent = text;
  return item;
}

function showLog(found) {
  const names = JSON.parse(one('#recipients').textContent);
  const lines = (found ? found.lines : []).map((row) => line([
    moment(row.at), names[row.recipient] || row.recipient, words[row.what] || row.what, words[`for_${row.purpose}`],
    document.documentElement.lang === 'ko' ? row.room_ko : row.room_en,
  ].filter(Boolean).join(' · ')));
  one('#log').replaceChildren(...(lines.length ? lines : [line(words.nobody_told)]));
}

function showObjections(found) {
  const kinds = Object.fromEntries([...one('#objection-kind').options].map((option) => [option.value, option.text]));
  one('#objections').replaceChildren(...found.lines.map((row) => line([
    day(row.said_at), kinds[row.kind] || row.kind, row.text,
    row.answered_at ? `${words.answer} ${row.answer}` : `${words.answer_by} ${day(row.due_on)}`,
  ].join(' · '))));
}

function showAgreed(found) {
  if (!found) { return; }
  one('#bundle-days').value = String(found.bundle_days);
  one('#agreed').textContent = found.is_current ? `${words.agreed} ${day(found.until)} · ${words.version} ${found.terms}` : words.new_terms;
}

// Under Settings, once they are unlocked.
export function settled() {
  const mineAlone = { Phone: keys().Phone };
  say('log', {}, mineAlone).then(showLog, () => {});
  say('objections', {}, mineAlone).then(showObjections, () => {});
  say('agreed', {}, mineAlone).then((found) => showAgreed(found && 'terms' in found ? found : null), () => {});
}

export const forms = {
  bundle: async (form) => {
    const kept = await say('bundle', { days: Number(form.days.value) }, { Phone: mine.phone });
    tell(kept ? words.told_as_chosen : words.no_consent);
  },
  objection: async (form) => {
    const said = await say('object', { kind: form.kind.value, text: form.text.value }, { Phone: mine.phone });
    tell(words[`object_${said}`] || words.failed);
    if (said !== 'kept') { return; }
    form.reset();
    settled();
  },
};

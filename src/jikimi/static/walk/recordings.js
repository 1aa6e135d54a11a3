// A photo and a sound with a call for help: taken once when she calls, sealed on the phone until the server has them.
import * as keep from './keep.js';
import * as lens from './lens.js';
import { keepAbout, keys, mine } from './mine.js';
import { one, say as tell, words } from './screen.js';
import { Refused, say } from './talk.js';

const KINDS = ['photo', 'sound'];
let sending = false;

export function called() {
  KINDS.filter((kind) => (mine.about.recordings || []).includes(kind)).forEach(take);
}

async function take(kind) {
  const { journey } = mine;
  if (!journey || !(await lens.isAllowed(kind))) { return; }
  const sent_at = new Date().toISOString();
  try {
    const content = keep.base64(await lens[kind](() => said(kind, words.taking)));
    if (mine.journey !== journey || journey.overSince) { return; }
    await keep.seal(`r-${kind}`, { recording: crypto.randomUUID(), kind, content, sent_at });
    said(kind, words.kept_waiting);
  } catch {
    said(kind, words.not_taken);
  }
}

const refused = (trouble) => { if (trouble instanceof Refused) { return 'refused'; } throw trouble; };
const said = (kind, what) => { one(`#recorded-${kind}`).textContent = `${words[kind]}: ${what}`; };

export async function heard(state) {
  if (!state.alarm || sending) { return; }
  sending = true;
  try {
    for (const kind of KINDS) { await send(kind); }
  } catch {
    // No connection: it stays sealed here and goes with the next round.
  } finally {
    sending = false;
  }
}

async function send(kind) {
  const kept = await keep.unseal(`r-${kind}`);
  if (!kept) { return; }
  const answer = await say('record', kept, keys(), { isLarge: true }).catch(refused);
  await keep.drop(`r-${kind}`);
  said(kind, answer === 'kept' ? words.sent : words.not_taken);
}

export async function over() {
  for (const kind of KINDS) {
    await keep.drop(`r-${kind}`);
    one(`#recorded-${kind}`).textContent = '';
  }
}

async function choose(form) {
  const wanted = KINDS.filter((kind) => form.elements[kind].checked);
  const kinds = [];
  for (const kind of wanted) { if (await lens.mayUse(kind)) { kinds.push(kind); } }
  const done = await say('choose-recordings', { kinds }, keys());
  if (!done) { tell(words.no_consent); return; }
  mine.about.recordings = kinds;
  await keepAbout();
  fill();
  tell(kinds.length === wanted.length ? words.kept : words.not_allowed);
}

function fill() {
  KINDS.forEach((kind) => { one('#recordings').elements[kind].checked = (mine.about.recordings || []).includes(kind); });
}

export const opened = { settings: fill };
export const forms = { recordings: choose };

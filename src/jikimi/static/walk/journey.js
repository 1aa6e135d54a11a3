// A journey: begun on this phone first, then told to the server until it has it. One at a time; it is taken up
// again when the page was closed.
import * as keep from './keep.js';
import { keepJourney, keys, mine } from './mine.js';
import * as place from './place.js';
import { network, one, progress, say as tell, show, shown, time, words } from './screen.js';
import { Refused, say } from './talk.js';

const EVERY_MS = { sos: 2000, walk: 5000 };
const SCREENS = { sos: 'sos', walk: 'way' };
const SHADOW_MS = 10 * 60 * 1000;
const AT_ONCE = 100;
let sending = null; // the journey that speaks with the server just now
let beat = null;

// Parts of the page add what they do when help is called, when a journey has begun, when a state of it is heard,
// when it is over or looks so.
export const told = { called: [], begun: [], heard: [], over: [] };
export const tellParts = (what, ...more) => told[what].forEach((part) => part(...more));

export async function start(kind, more) {
  await keep.forgetQueue();
  mine.journey = { id: crypto.randomUUID(), key: keep.newKey(), kind, seq: 0, begun: false, more, overSince: null };
  await keepJourney();
  place.watch(noted, () => tell(words.no_place));
  const now = place.here();
  if (now) { await noted(now); }
  round();
  beat = beat || setInterval(round, EVERY_MS[kind]);
}

export function takeUp() {
  const { journey } = mine;
  progress(null);
  show(journey.overSince ? 'home' : journey.calling ? 'sos' : SCREENS[journey.kind]);
  place.watch(noted, () => tell(words.no_place));
  beat = setInterval(round, EVERY_MS[journey.kind]);
  round();
}

async function noted(fix) {
  if (!mine.journey) { return; }
  const { seq } = mine.journey;
  mine.journey.seq += 1;
  await keep.enqueue({ ...fix, seq });
  await keepJourney();
  textLinks();
  if (seq === 0) { round(); }
}

// Each answer counts for the journey it was asked for: another may have begun meanwhile, and waits for nothing.
const isOn = (journey) => mine.journey === journey;

export async function round() {
  const { journey } = mine;
  if (!journey || sending === journey) { return; }
  let cut = false;
  sending = journey;
  try {
    if (!journey.begun) { await begin(journey); }
    if (isOn(journey) && journey.begun && journey.calling) { await sendCall(journey); }
    if (isOn(journey) && journey.begun && journey.code) { await sendCode(journey); }
    if (isOn(journey) && journey.begun) { await send(journey); }
    network(false);
  } catch (trouble) {
    cut = true;
    if (trouble instanceof Refused) { tell(words.failed); } else { network(true); }
  } finally {
    if (sending === journey) { sending = null; }
  }
  // Help was called while this was on its way: it does not wait for the next turn.
  if (!cut && isOn(journey) && (journey.calling || !journey.begun)) { round(); }
}

async function begin(journey) {
  const now = place.here();
  const said = await say('begin', {
    journey: journey.id, kind: journey.kind, language: document.documentElement.lang, ...mine.about.sent, ...journey.more,
    here: now ? [now.longitude, now.latitude] : null,
  }, keys());
  if (!isOn(journey)) { return; }
  if (said !== 'begun') {
    const why = words[said] || words.failed;
    await over();
    if (journey.calling) { await start('sos', journey.calling); return; }
    show('home');
    tell(why);
    return;
  }
  journey.begun = true;
  await keepJourney();
  tellParts('begun', journey);
}

// A call on a walk. When the walk is over at the server, it becomes a call of its own.
async function sendCall(journey) {
  const { calling } = journey;
  const state = await say('call', calling, keys());
  if (!isOn(journey)) { return; }
  if (!state) { await over(); await start('sos', calling); return; }
  delete journey.calling;
  await keepJourney();
  await hear(state);
}

// A code typed while there was no connection.
async function sendCode(journey) {
  const secrets = keys();
  await send(journey);
  await say('cancel', { code: journey.code }, secrets);
  delete journey.code;
  await keepJourney();
}

async function send(journey) {
  const secrets = keys();
  const fixes = await keep.waiting(AT_ONCE);
  if (!isOn(journey)) { return; }
  const state = await say('send', { fixes }, secrets);
  if (!isOn(journey)) { return; }
  await keep.acknowledge(fixes.map((fix) => fix.seq));
  await hear(state);
}

// What the server says has happened, and nothing else, is shown.
export async function hear(state) {
  const { journey } = mine;
  if (!journey) { return; }
  if (!state || state.stage === 'over' || state.stage === 'arrived') {
    // Whoever types a code sees the same and the phone does the same, whichever code it was.
    if (journey.overSince) { if (Date.now() - journey.overSince > SHADOW_MS) { await over(); } return; }
    tell(ending(state && state.stage === 'arrived' ? 'arrived' : 'over'));
    await over();
    show('home');
    return;
  }
  if (journey.overSince || journey.calling) { return; }
  if (state.wish) { show('wish'); return; }
  if (state.stage === 'asked') { ask(state); return; }
  if (state.alarm) { showAlarm(state.alarm); }
  tellParts('heard', state);
}

// What is said at the end: whether it is deleted or, as she wished, kept.
export const ending = (how) => words[mine.journey && mine.journey.keepSaid ? `${how}_kept` : how];

function ask(state) {
  one('#ask-why').textContent = words[state.ask] || words.silence;
  one('#ask-left').textContent = time(state.asked_at);
  if (shown() !== 'ask' && navigator.vibrate) { navigator.vibrate([300, 100, 300]); }
  show('ask');
}

function showAlarm(alarm) {
  progress(alarm);
  if (!(mine.journey.more || {}).is_silent) {
    const steps = [['on_the_way_at', 'on_the_way'], ['police_asked_at', 'police'], ['taken_at', 'taken'], ['shown_at', 'shown']];
    tell(words[(steps.find(([at]) => alarm[at]) || ['', 'sent'])[1]]);
  }
  show('sos');
}

export async function over() {
  mine.journey = null;
  clearInterval(beat);
  beat = null;
  place.rest();
  await keep.forgetQueue();
  await keepJourney();
  tellParts('over');
}

export function textLinks() {
  const now = place.here();
  const text = now ? `${words.here} ${now.latitude.toFixed(5)}, ${now.longitude.toFixed(5)}` : words.here;
  document.querySelectorAll('#text-112, [data-text]').forEach((link) => { link.href = `sms:112?body=${encodeURIComponent(text)}`; });
}

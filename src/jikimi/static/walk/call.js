// Calling for help, being asked, and taking it back.
import { isCovered } from './cover.js';
import { holdable } from './hold.js';
import { ending, hear, round, start, tellParts } from './journey.js';
import { keepJourney, keys, mine, opens } from './mine.js';
import { network, one, progress, say as tell, show, words } from './screen.js';
import { onShake } from './shake.js';
import { Refused, say } from './talk.js';

export function help(silent, more = {}) {
  const { journey } = mine;
  if (journey && journey.kind === 'walk' && !journey.overSince) {
    callOnTheWay(silent);
    return;
  }
  if (journey && !journey.overSince) { return; }
  progress(null);
  show('sos');
  tell(silent ? '' : words.sending);
  start('sos', { is_silent: silent, ...more }).then(() => tellParts('called'));
}

// Kept on this phone until the server has it, whether or not the walk has reached it yet.
function callOnTheWay(silent) {
  mine.journey.more = { ...mine.journey.more, is_silent: silent };
  mine.journey.calling = { is_silent: silent };
  progress(null);
  show('sos');
  tell(silent ? '' : words.sending);
  keepJourney().then(round);
  tellParts('called');
}

function answered(word, more = {}) {
  const { journey } = mine;
  return say(word, more, keys()).then((state) => (mine.journey === journey ? hear(state) : null), () => network(true));
}

export function woken() {
  holdable(one('#sos'), () => help(false));
  // Under a cover nothing may be heard or seen.
  if (mine.about.shake) { onShake(() => help(isCovered())); }
}

export const does = {
  silent: () => help(true),
  drill: () => help(false, { is_drill: true }),
  help: () => help(false),
  'help-silent': () => help(true),
  well: () => answered('well'),
  later: () => answered('well', { later_minutes: 20 }),
  'wish-yes': () => answered('wish', { yes: true }),
  'wish-no': () => answered('wish', { yes: false }),
};

// Without a connection either code is taken as it would be with one, and told when there is one again: the phone knows
// both and not which is which.
async function kept(code) {
  if (!(await opens(code))) { return 'wrong'; }
  mine.journey.code = code;
  await keepJourney();
  return 'kept';
}

async function takeBack(form) {
  const code = form.code.value;
  form.reset();
  const said = await say('cancel', { code }, keys()).catch((trouble) => { if (trouble instanceof Refused) { throw trouble; } return kept(code); });
  if (said === 'wrong') { tell(words.wrong); return; }
  await seemOver();
  tell(said === 'kept' ? words.over_later : ending('over'));
  show('home');
}

// For a while the phone goes on as before, so that nobody can tell which code it was.
async function seemOver() {
  mine.journey.overSince = Date.now();
  await keepJourney();
  tellParts('over');
}

export const forms = { cancel: takeBack };

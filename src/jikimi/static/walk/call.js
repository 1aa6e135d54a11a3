// Calling for help, being asked, and taking it back.
import { hear, start } from './journey.js';
import { keepJourney, keys, mine } from './mine.js';
import { network, one, progress, say as tell, show, words } from './screen.js';
import { onShake } from './shake.js';
import { say } from './talk.js';

const HOLD_MS = 1000;
const TWICE_MS = 1500;

export function help(silent) {
  const { journey } = mine;
  if (journey && journey.kind === 'walk' && journey.begun && !journey.overSince) {
    journey.more = { ...journey.more, is_silent: silent };
    answered('call', { is_silent: silent });
    return;
  }
  if (journey && !journey.overSince) { return; }
  progress(null);
  show('sos');
  tell(silent ? '' : words.sending);
  start('sos', { is_silent: silent });
}

const answered = (word, more = {}) => say(word, more, keys()).then(hear, () => network(true));

function holdable(button, call) {
  let held = null;
  let entered = 0;
  const begin = (event) => {
    if (event.button) { return; }
    button.classList.add('is-held');
    held = setTimeout(() => { held = null; button.classList.remove('is-held'); call(); }, HOLD_MS);
  };
  const end = () => { clearTimeout(held); held = null; button.classList.remove('is-held'); };
  button.addEventListener('pointerdown', begin);
  ['pointerup', 'pointerleave', 'pointercancel'].forEach((name) => button.addEventListener(name, end));
  button.addEventListener('contextmenu', (event) => event.preventDefault());
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') { return; }
    event.preventDefault();
    if (event.repeat) { return; }
    if (event.timeStamp - entered < TWICE_MS) { entered = 0; call(); } else { entered = event.timeStamp; }
  });
}

export function woken() {
  holdable(one('#sos'), () => help(false));
  if (mine.about.shake) { onShake(() => help(false)); }
}

export const does = {
  silent: () => help(true),
  help: () => help(false),
  'help-silent': () => help(true),
  well: () => answered('well'),
  later: () => answered('well', { later_minutes: 20 }),
  'wish-yes': () => answered('wish', { yes: true }),
  'wish-no': () => answered('wish', { yes: false }),
};

export const forms = {
  cancel: async (form) => {
    const code = form.code.value;
    form.reset();
    const said = await say('cancel', { code }, keys());
    if (said === 'wrong') { tell(words.wrong); return; }
    // For a while the phone goes on as before, so that nobody can tell which code it was.
    mine.journey.overSince = Date.now();
    await keepJourney();
    tell(words.over);
    show('home');
  },
};

// For somebody who was given a link: asks every five seconds; the link's secret never leaves in an address.
import { Refused, say } from './talk.js';
import { one, say as tell, time, words } from './screen.js';

const EVERY_MS = 5000;
const key = window.location.hash.slice(1);
window.history.replaceState(null, '', window.location.pathname);

function line(name, value) {
  const term = document.createElement('dt');
  const said = document.createElement('dd');
  term.textContent = name;
  said.textContent = value;
  return [term, said];
}

function facts(walk) {
  const rows = [];
  if (walk.destination) { rows.push(...line('→', walk.destination)); }
  if (walk.expected_at) { rows.push(...line(words.expected, time(walk.expected_at))); }
  if (walk.ride) {
    rows.push(...line(words.ride_plate, [walk.ride.plate, walk.ride.company].filter(Boolean).join(' · ')));
    rows.push(...line(words.ride_boarded, [time(walk.ride.boarded_at), walk.ride.boarded_where].filter(Boolean).join(' · ')));
    if (walk.ride.destination) { rows.push(...line(words.ride_to, walk.ride.destination)); }
  }
  if (walk.fix) {
    rows.push(...line(words.seen_at, time(walk.fix.sent_at)));
    rows.push(...line(words.accuracy, walk.fix.accuracy_m === null ? '–' : `${Math.round(walk.fix.accuracy_m)} m`));
    rows.push(...line('', `${walk.fix.latitude.toFixed(5)}, ${walk.fix.longitude.toFixed(5)}`));
    if (walk.fix.battery !== null) { rows.push(...line(words.battery, `${walk.fix.battery} %`)); }
  }
  one('#facts').replaceChildren(...rows);
}

async function look() {
  try {
    const walk = key ? await say('look-on', {}, { Watcher: key }) : null;
    one('#facts').hidden = !walk;
    tell(walk ? words[walk.stage] || '' : words.nothing);
    if (walk) { facts(walk); setTimeout(look, EVERY_MS); }
  } catch (trouble) {
    // A link cut short is none.
    if (trouble instanceof Refused) { tell(words.nothing); return; }
    tell(words.waiting);
    setTimeout(look, EVERY_MS);
  }
}

look();

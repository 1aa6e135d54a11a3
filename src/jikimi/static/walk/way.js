// A walk: setting out, who looks on, arriving.
import { chosen } from './choose.js';
import * as keep from './keep.js';
import { ending, over, round, start } from './journey.js';
import { keys, mine } from './mine.js';
import * as place from './place.js';
import { network, one, say as tell, show, time, watchers, words } from './screen.js';
import { say } from './talk.js';

const inMinutes = (minutes) => new Date(Date.now() + minutes * 60000).toISOString();

async function setOut(form) {
  const more = { destination: form.destination.value, expected_at: inMinutes(Number(form.minutes.value)) };
  const now = await place.once();
  if (form.to_home.checked && mine.about.home && now) { more.route = [[now.longitude, now.latitude], mine.about.home]; }
  if (chosen()) { more.route = chosen().route; }
  const name = form.watcher.value;
  await start('walk', more);
  show('way');
  for (let tries = 0; tries < 20 && mine.journey && !mine.journey.begun; tries += 1) { await new Promise((done) => { setTimeout(done, 250); }); }
  if (name && mine.journey && mine.journey.begun) { await letLookOn(name); }
}

async function letLookOn(name) {
  const watcher = keep.newKey();
  const done = await say('watch', { watcher: crypto.randomUUID(), name }, { ...keys(), Watcher: watcher });
  if (!done) { tell(words.failed); return; }
  const link = `${window.location.origin}/walk/with/#${watcher}`;
  one('#link').textContent = `${words.link} ${link}`;
  one('#link').hidden = false;
  if (navigator.share) { navigator.share({ url: link }).catch(() => {}); }
  round();
}

async function arrived() {
  const said = await say('end', {}, keys()).catch(() => null);
  if (said === 'code') { show('sos'); tell(words.code); return; }
  if (said === null) { network(true); return; }
  tell(ending('arrived'));
  await over();
  show('home');
}

export function heard(state) {
  if (state.alarm || mine.journey.kind !== 'walk') { return; }
  tell(words.walking);
  one('#way-said').textContent = `${words.expected} ${time(state.expected_at)}`;
  watchers(state.watchers, async (id) => { await say('unwatch', { watcher: id }, keys()); round(); });
  show('way');
}

export const does = { arrived };

export const forms = {
  walk: setOut,
  another: async (form) => { await letLookOn(form.elements.name.value); form.reset(); },
};

// Choosing the way: where to, ways there on a map the server draws, the one she takes. What is chosen stands in
// memory alone; a walk that begins takes it along.
import { keys, mine } from './mine.js';
import * as place from './place.js';
import { one, say as tell, show, shown, words } from './screen.js';
import { Refused, say } from './talk.js';

const STEP = 0.02; // of the map's width, by one press of an arrow
const TRIES = 4;
const DRAWN_EVERY_MS = 3000;
let middle = null; // of the map to choose on
let within = 400;
let target = null;
let found = null;
let taken = null; // {route, minutes, says, map, box, code, passed}

export const chosen = () => taken;

const svg = (holder) => one(`${holder} .map__picture`);
const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

async function ask(word, body) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await say(word, body, keys());
    } catch (trouble) {
      const said = trouble instanceof Refused ? trouble.said : null;
      if (said && said.error === 'escorts.ways.busy' && tries < TRIES) { await wait(1000); continue; }
      tell(said ? Object.values(said.fields)[0] : words.choose_cut);
      return null;
    }
  }
}

async function hereNow() {
  const now = await place.once({ isFresh: true }) || place.here();
  if (!now) { tell(words.choose_no_place); return null; }
  return [now.longitude, now.latitude];
}

function draw(holder, map, box) {
  const read = new DOMParser().parseFromString(map, 'text/html');
  const frame = one(holder);
  frame.replaceChildren(...read.body.childNodes);
  frame.dataset.box = JSON.stringify(box);
}

const boxOf = (holder) => JSON.parse(one(holder).dataset.box);

function onMap(holder, [longitude, latitude]) {
  const [west, south, east, north] = boxOf(holder);
  const { width, height } = svg(holder).viewBox.baseVal;
  return [((longitude - west) / (east - west)) * width, ((north - latitude) / (north - south)) * height];
}

function spot(holder, at, kind) {
  const picture = svg(holder);
  const [x, y] = onMap(holder, at);
  const old = picture.querySelector(`.spot--${kind}`);
  const dot = old || document.createElementNS('http://www.w3.org/2000/svg', 'circle');
  dot.setAttribute('class', `spot spot--${kind}`);
  dot.setAttribute('cx', x);
  dot.setAttribute('cy', y);
  dot.setAttribute('r', 11);
  if (!old) { picture.append(dot); }
}

// Where to: on the map.
async function openMap(at) {
  const here = await hereNow();
  middle = at || middle || here;
  if (!middle) { return; }
  tell(words.choose_looking);
  const said = await ask('ways-around', { middle, here, within_m: within });
  if (!said) { return; }
  tell('');
  draw('#choose-sheet', said.map, said.box);
  one('#choose-on-map').hidden = false;
  one('#choose-ways').hidden = true;
  if (target) { spot('#choose-sheet', target, 'goal'); }
  one('#choose-there').disabled = !target;
}

function move(right, up) {
  const [west, south, east, north] = boxOf('#choose-sheet');
  return openMap([(west + east) / 2 + right * (east - west) * 0.4, (south + north) / 2 + up * (north - south) * 0.4]);
}

function zoom(times) {
  within = Math.round(Math.min(1500, Math.max(150, within * times)));
  return openMap();
}

function point(at) {
  target = at;
  spot('#choose-sheet', at, 'goal');
  one('#choose-there').disabled = false;
}

function tapped(event) {
  const picture = event.target.closest('.map__picture');
  if (!picture) { return; }
  const frame = picture.getBoundingClientRect();
  const [west, south, east, north] = boxOf('#choose-sheet');
  point([west + ((event.clientX - frame.left) / frame.width) * (east - west), north - ((event.clientY - frame.top) / frame.height) * (north - south)]);
}

function pressed(event) {
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const step = steps[event.key];
  if (!step) { return; }
  event.preventDefault();
  const [west, south, east, north] = boxOf('#choose-sheet');
  const [longitude, latitude] = target || [(west + east) / 2, (south + north) / 2];
  point([longitude + step[0] * STEP * (east - west), latitude + step[1] * STEP * (north - south)]);
}

// Where to: by name.
async function byName(form) {
  const said = await ask('ways-named', { text: form.elements.text.value, here: await hereNow() });
  if (!said) { return; }
  tell(said.places.length ? '' : words.choose_nothing);
  one('#choose-found').replaceChildren(...said.places.map((each) => {
    const line = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'link';
    button.textContent = each.where ? `${each.name} (${each.where})` : each.name;
    button.addEventListener('click', () => { target = each.place; openMap(each.place); });
    line.append(button);
    return line;
  }));
}

// Ways there.
async function lookFor(to) {
  const here = await hereNow();
  if (!here || !to) { return; }
  tell(words.choose_looking);
  found = await ask('ways', { here, to });
  if (!found) { return; }
  tell('');
  draw('#choose-drawn', found.map, found.box);
  one('#choose-on-map').hidden = true;
  one('#choose-ways').hidden = false;
  one('#choose-list').replaceChildren(one('#choose-list legend'), ...found.ways.map(asChoice));
  one('#choose-limits').replaceChildren(...found.limits.map(asLine));
  pick(found.ways[0].code);
  one('#choose-ways-title').focus();
}

function asLine(text) {
  const line = document.createElement('li');
  line.textContent = text;
  return line;
}

function asChoice(way, number) {
  const choice = document.createElement('div');
  choice.className = 'check';
  const button = document.createElement('input');
  Object.assign(button, { type: 'radio', name: 'way', value: way.code, id: `choose-${way.code}`, checked: number === 0 });
  button.addEventListener('change', () => pick(way.code));
  const label = document.createElement('label');
  label.htmlFor = button.id;
  const title = document.createElement('strong');
  title.textContent = way.title;
  label.append(title, ...way.says.map((says) => Object.assign(document.createElement('span'), { className: 'way-says', textContent: says })));
  choice.append(button, label);
  return choice;
}

const picked = () => found.ways.find((way) => way.code === one('#choose-drawn').dataset.chosen);

function pick(code) {
  one('#choose-drawn').dataset.chosen = code;
  listPassed('#choose-passed', picked().passed);
}

function listPassed(holder, passed) {
  one(holder).replaceChildren(...(passed.length ? passed.map((each) => asLine([each.at, each.name, each.fault].filter(Boolean).join(' · '))) : [asLine(words.choose_passes_nothing)]));
}

function take() {
  const way = picked();
  taken = { ...way, map: found.map, box: found.box };
  const form = one('#walk');
  form.minutes.value = Math.min(240, way.minutes + Math.max(5, Math.ceil(way.minutes / 5)));
  form.to_home.checked = false;
  one('#walk-chosen').hidden = false;
  one('#walk-chosen-says').textContent = `${way.title}: ${way.says[0]}`;
  show('walk');
}

function leave() {
  taken = null;
  one('#walk-chosen').hidden = true;
}

// On the way: the same map, with where she is.
function showOnTheWay() {
  const holder = one('#way-chosen');
  holder.hidden = !taken;
  if (!taken || one('#way-drawn').dataset.box) { return; }
  draw('#way-drawn', taken.map, taken.box);
  one('#way-drawn').dataset.chosen = taken.code;
  listPassed('#way-passed', taken.passed);
}

function follow() {
  const now = place.here();
  if (!taken || shown() !== 'way' || !now || !svg('#way-drawn')) { return; }
  spot('#way-drawn', [now.longitude, now.latitude], 'here');
}

export function heard(state) {
  if (!state.alarm && mine.journey && mine.journey.kind === 'walk') { showOnTheWay(); }
}

export function over() {
  leave();
  target = null;
  found = null;
  ['#way-drawn', '#choose-drawn', '#choose-sheet'].forEach((holder) => { one(holder).replaceChildren(); delete one(holder).dataset.box; });
  ['#way-chosen', '#choose-on-map', '#choose-ways'].forEach((holder) => { one(holder).hidden = true; });
  ['#choose-found', '#choose-passed', '#way-passed', '#choose-limits'].forEach((holder) => one(holder).replaceChildren());
}

export function woken() {
  one('#choose-sheet').addEventListener('click', tapped);
  one('#choose-sheet').addEventListener('keydown', pressed);
  setInterval(follow, DRAWN_EVERY_MS);
}

export const opened = {
  choose: () => {
    one('#choose-home').hidden = !mine.about.home;
  },
};

export const does = {
  'way-home': () => lookFor(mine.about.home),
  'way-map': () => openMap(),
  'way-there': () => lookFor(target),
  'way-take': take,
  'way-leave': leave,
  'map-west': () => move(-1, 0),
  'map-east': () => move(1, 0),
  'map-north': () => move(0, 1),
  'map-south': () => move(0, -1),
  'map-nearer': () => zoom(0.5),
  'map-farther': () => zoom(2),
};

export const forms = { 'choose-name': byName };

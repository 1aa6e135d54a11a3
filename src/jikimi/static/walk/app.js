// The page of a person on the way home. Each part of it brings what its buttons and forms do.
// A part may export: does (by data-do), forms (by id), opened (by screen gone to), called, begun, heard and over
// (of a journey, as told in journey.js), woken (once, when the page stands).
import * as call from './call.js';
import * as child from './child.js';
import * as choose from './choose.js';
import * as cover from './cover.js';
import { takeUp, told } from './journey.js';
import * as kept from './kept.js';
import * as law from './law.js';
import * as meeting from './meeting.js';
import { mine, recall } from './mine.js';
import * as recordings from './recordings.js';
import * as ride from './ride.js';
import { say as tell, show, words } from './screen.js';
import * as settings from './settings.js';
import * as unsafe from './unsafe.js';
import * as way from './way.js';

const PARTS = [
  call,
  way,
  settings,
  child,
  cover,
  kept,
  law,
  recordings,
  meeting,
  ride,
  choose,
  unsafe,
];

const gathered = (what) => Object.assign({}, ...PARTS.map((part) => part[what] || {}));
const DOES = gathered('does');
const FORMS = gathered('forms');
const open = (screen) => PARTS.forEach((part) => part.opened && part.opened[screen] && part.opened[screen]());

function go(screen) {
  tell('');
  show(screen);
  open(screen);
}

function clicked(event) {
  const target = event.target.closest('[data-do], [data-go]');
  if (!target) { return; }
  if (target.dataset.go) { go(target.dataset.go); return; }
  Promise.resolve(DOES[target.dataset.do](target)).catch(() => tell(words.failed));
}

function submitted(event) {
  event.preventDefault();
  Promise.resolve(FORMS[event.target.id](event.target)).catch(() => tell(words.failed));
}

// The worker keeps what it fetches; this first page came before it.
async function keepPage() {
  await navigator.serviceWorker.register('/walk/worker.js', { scope: '/walk/' });
  await navigator.serviceWorker.ready;
  const cache = await caches.open('w1');
  if (!(await cache.match('/walk/'))) { await cache.put('/walk/', await fetch(window.location.href, { referrerPolicy: 'no-referrer' })); }
  document.documentElement.dataset.kept = 'yes';
}

async function wake() {
  await recall();
  PARTS.forEach((part) => Object.keys(told).forEach((what) => { if (part[what]) { told[what].push(part[what]); } }));
  document.addEventListener('click', clicked);
  document.addEventListener('submit', submitted);
  PARTS.forEach((part) => part.woken && part.woken());
  if (mine.journey) { takeUp(); } else { show('home'); }
  document.documentElement.dataset.ready = 'yes';
  if ('serviceWorker' in navigator) { keepPage().catch(() => {}); }
}

wake();

// Under the name of something else the page looks like it until its name is held for a second. Leaving the app
// puts the cover back, so that neither a glance nor the list of open apps shows what is under it.
import * as keep from './keep.js';
import { holdable } from './hold.js';
import { one } from './screen.js';

const page = document.documentElement;
const isDisguised = page.dataset.face !== 'plain';

export const isCovered = () => page.dataset.covered === 'yes';

function cover() {
  if (isDisguised) { page.dataset.covered = 'yes'; }
}

async function openNotes(field) {
  field.value = (await keep.unseal('n')) || '';
  field.addEventListener('input', () => keep.seal('n', field.value));
}

export function woken() {
  if (!isDisguised) { return; }
  if (one('#cover-day')) { one('#cover-day').textContent = new Date().toLocaleDateString(page.lang, { weekday: 'long', month: 'long', day: 'numeric' }); }
  holdable(one('#cover-name'), () => { delete page.dataset.covered; one('#main').focus(); });
  document.addEventListener('visibilitychange', () => { if (document.hidden) { cover(); } });
  if (one('#cover-notes')) { openNotes(one('#cover-notes')); }
}

export const does = { cover };

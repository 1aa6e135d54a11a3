// On a guardian's phone: what a child's phone asks to agree to. The link's secret never leaves in an address; what was
// agreed to is remembered here, so that it can be taken back. Nothing is seen of where the child is.
import * as keep from './keep.js';
import { one, say as tell, words } from './screen.js';
import { say } from './talk.js';

const given = window.location.hash.slice(1);
window.history.replaceState(null, '', window.location.pathname);
let phone = '';
let links = [];

async function remember(link, on) {
  links = links.filter((one_) => one_ !== link);
  if (on) { links.push(link); }
  if (links.length) { await keep.seal('g', links); } else { await keep.drop('g'); }
}

const keysOf = (link) => ({ Phone: phone, Link: link });

function card(link, found) {
  const copy = one(`#guardian-${found.stage}`).content.cloneNode(true).firstElementChild;
  const texts = JSON.parse(one('#guardian-texts').textContent);
  const set = (name, text) => { const place = copy.querySelector(`[data-${name}]`); if (place) { place.textContent = text; } };
  set('purposes', (found.purposes || []).map((code) => texts.purposes[code] || code).join(' · '));
  set('days', found.days);
  set('band', texts.bands[found.age_band] || '');
  set('until', found.until);
  copy.addEventListener('submit', (event) => {
    event.preventDefault();
    answer(link, event.target, event.submitter.value).catch(() => tell(words.failed));
  });
  return copy;
}

async function answer(link, form, choice) {
  if (choice === 'end') { await say('guardian-end', {}, keysOf(link)); tell(words.taken_back); }
  if (choice === 'no') { await say('guardian-answer', { yes: false }, keysOf(link)); await remember(link, false); tell(words.guardian_refused); }
  if (choice === 'forget') { await remember(link, false); }
  if (choice === 'yes') {
    const said = await say('guardian-answer', { yes: true, relation: form.relation.value }, keysOf(link));
    if (said !== 'agreed') { tell(words.nothing); return; }
    await remember(link, true);
    tell(words.guardian_thanks);
  }
  await showAll(choice === 'yes' || choice === 'end' ? '' : null);
}

async function showAll(fresh) {
  const all = [...new Set([...(fresh ? [fresh] : []), ...links])];
  const cards = [];
  for (const link of all) {
    const found = await say('guardian-asked', {}, keysOf(link));
    if (found) { cards.push(card(link, found)); } else if (links.includes(link)) { await remember(link, false); }
  }
  one('#cards').replaceChildren(...cards);
  one('#guardian-none').hidden = cards.length > 0;
}

async function wake() {
  phone = await keep.phoneKey();
  links = (await keep.unseal('g')) || [];
  await showAll(given).catch(() => tell(words.waiting));
  document.documentElement.dataset.ready = 'yes';
}

wake();

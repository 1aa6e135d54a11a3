// What this phone is in the midst of: its key, the journey under way and what the person wrote about herself.
import * as keep from './keep.js';

export const mine = { phone: '', journey: null, about: {} }; // journey: {id, key, kind, seq, begun, more, overSince}

export const keys = () => ({ Phone: mine.phone, ...(mine.journey ? { Journey: mine.journey.key } : {}) });
export const keepJourney = () => (mine.journey ? keep.seal('j', mine.journey) : keep.drop('j'));
export const keepAbout = () => keep.seal('a', mine.about);

export async function recall() {
  mine.phone = await keep.phoneKey();
  mine.about = (await keep.unseal('a')) || {};
  mine.journey = await keep.unseal('j');
}

const MOST_TRIES = 10;
const REST_MS = 60000;

// For locks of this phone alone: the code itself is kept nowhere.
export const digest = async (text) => keep.key64(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(mine.phone + text))));

// Whether it is one of her two codes; which of them, the phone does not know. After ten wrong ones one a minute is heard.
export async function opens(code) {
  const { about } = mine;
  if ((about.tries || 0) >= MOST_TRIES && Date.now() - about.triedAt < REST_MS) { return false; }
  const right = (about.locks || []).includes(await digest(code));
  about.tries = right ? 0 : (about.tries || 0) + 1;
  about.triedAt = Date.now();
  await keepAbout();
  return right;
}

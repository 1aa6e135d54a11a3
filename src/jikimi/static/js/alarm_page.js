// The page of one alarm stays true by itself: where the phone is, who has it, what was done. What an
// operator types stays.
(function () {
  'use strict';

  const EVERY_MS = 1000;
  const page = document.querySelector('[data-alarm]');
  const said = document.getElementById('alarm-said');
  const shown = new Map();
  let mark = page.dataset.mark;
  let misses = 0;

  const say = (words) => { if (said.textContent !== words) { said.textContent = words; } };

  // A part with a form is put in when it is new and shut when it no longer fits; what stands in it stays.
  function keep(old, fresh) {
    const isOpen = Boolean(fresh.querySelector('form'));
    if (!old.querySelector('form')) { if (isOpen) { window.jikimiRoom.replace(old, fresh); } return; }
    old.querySelectorAll('button').forEach((button) => { button.disabled = !isOpen; });
  }

  function renew(fresh) {
    page.querySelectorAll('[data-live]').forEach((old) => {
      const next = fresh.querySelector(`[data-live="${old.dataset.live}"]`);
      if (!next) { return; }
      if (old.hasAttribute('data-typed')) { keep(old, next); return; }
      const words = next.innerHTML;
      if ((shown.get(old.dataset.live) || old.innerHTML) !== words) { window.jikimiRoom.replace(old, next); }
      shown.set(old.dataset.live, words);
    });
    const words = fresh.querySelector('[data-alarm]').dataset.says;
    if (words !== page.dataset.says) { page.dataset.says = words; say(words); }
    mark = fresh.querySelector('[data-alarm]').dataset.mark;
  }

  async function ask() {
    try {
      const answer = await fetch(`${page.dataset.alarm}?mark=${encodeURIComponent(mark)}`, { headers: { 'HX-Request': 'true' } });
      if (answer.status === 401) { say(page.dataset.out); return; }
      if (answer.status === 404) { say(page.dataset.gone); return; }
      if (answer.status !== 200 && answer.status !== 204) { throw new Error(String(answer.status)); }
      if (misses >= 3) { say(''); }
      misses = 0;
      const others = Number(answer.headers.get('X-Waiting') || 0);
      window.jikimiSound.heed(others, answer.headers.get('X-Oldest') || '');
      page.querySelector('[data-others]').hidden = !others;
      if (answer.status === 200 && !window.jikimiRoom.isPressed()) {
        renew(new DOMParser().parseFromString(await answer.text(), 'text/html'));
      }
    } catch {
      misses += 1;
      if (misses >= 3) { say(page.dataset.cut); }
    }
    setTimeout(ask, EVERY_MS);
  }

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'F2') { return; }
    const next = page.querySelector('.alarm__next button') || page.querySelector('[name=code]');
    if (next) { event.preventDefault(); next.focus(); }
  });
  ask();
})();

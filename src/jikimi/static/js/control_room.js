// The board asks for news several times a second; what is new is said, shown and heard.
(function () {
  'use strict';

  const EVERY_MS = 600;
  const holder = document.querySelector('[data-board]');
  const said = document.getElementById('board-said');
  let misses = 0;

  const board = () => document.getElementById('board');
  const waiting = () => Number(board().dataset.waiting);
  const say = (words) => { if (said.textContent !== words) { said.textContent = words; } };

  function heed(before) {
    document.title = document.title.replace(/^\(\d+\) /, '');
    if (waiting()) { document.title = `(${waiting()}) ${document.title}`; }
    window.jikimiSound.heed(waiting(), board().dataset.oldest);
    if (waiting() > before) { said.textContent = ''; say(said.dataset.new); }
    if (!waiting()) { say(''); }
  }

  async function ask() {
    try {
      const answer = await fetch(`${holder.dataset.board}?mark=${encodeURIComponent(board().dataset.mark)}`, { headers: { 'HX-Request': 'true' } });
      if (answer.status === 401) { say(said.dataset.out); document.documentElement.classList.add('is-alarmed', 'is-late'); return; }
      misses = 0;
      if (said.textContent === said.dataset.cut) { say(''); }
      if (answer.status === 200) {
        const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('board');
        if (fresh && !window.jikimiRoom.isPressed()) {
          const before = waiting();
          window.jikimiRoom.replace(board(), fresh);
          heed(before);
        }
      } else if (answer.status !== 204) { throw new Error(String(answer.status)); }
    } catch {
      misses += 1;
      if (misses >= 3) { say(said.dataset.cut); }
    }
    setTimeout(ask, EVERY_MS);
  }

  // F2 leads to the call that waits longest, then to the next; arrows from alarm to alarm.
  function keys(event) {
    const takes = [...board().querySelectorAll('form[action$="/take/"] button')];
    const rows = [...board().querySelectorAll('[data-row]')];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    let next = null;
    if (event.key === 'F2') { next = takes[takes.indexOf(document.activeElement) + 1] || takes[0] || rows[0]; }
    if (step && rows.includes(document.activeElement)) { next = rows[rows.indexOf(document.activeElement) + step]; }
    if (next) { event.preventDefault(); next.focus(); }
  }

  document.addEventListener('keydown', keys);
  heed(0);
  ask();
})();

// The board asks for news several times a second; what is new is said, shown and heard.
(function () {
  'use strict';

  const EVERY_MS = 600;
  const SOUND_EVERY_MS = 2500;
  const holder = document.querySelector('[data-board]');
  const said = document.getElementById('board-said');
  const soundButton = document.querySelector('[data-sound]');
  let sound = null;
  let misses = 0;

  const board = () => document.getElementById('board');
  const waiting = () => Number(board().dataset.waiting);

  function beep() {
    if (!sound || !waiting()) { return; }
    const tone = sound.createOscillator();
    const loud = sound.createGain();
    tone.frequency.value = 880;
    loud.gain.value = 0.2;
    tone.connect(loud).connect(sound.destination);
    tone.start();
    tone.frequency.setValueAtTime(660, sound.currentTime + 0.25);
    tone.stop(sound.currentTime + 0.5);
  }

  function heed(before) {
    document.title = document.title.replace(/^\(\d+\) /, '');
    if (waiting()) { document.title = `(${waiting()}) ${document.title}`; }
    document.documentElement.classList.toggle('is-alarmed', waiting() > 0);
    if (waiting() > before) { said.textContent = ''; said.textContent = said.dataset.new; beep(); }
    if (!waiting()) { said.textContent = ''; }
  }

  async function ask() {
    try {
      const answer = await fetch(`${holder.dataset.board}?mark=${encodeURIComponent(board().dataset.mark)}`, { headers: { 'HX-Request': 'true' } });
      misses = 0;
      if (answer.status === 200) {
        const before = waiting();
        const focused = document.activeElement && document.activeElement.closest('#board') ? document.activeElement.getAttribute('href') : null;
        const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('board');
        if (fresh) {
          board().replaceWith(document.adoptNode(fresh));
          if (focused) { const again = board().querySelector(`a[href="${focused}"]`); if (again) { again.focus(); } }
          heed(before);
        }
      } else if (answer.status !== 204) { throw new Error(String(answer.status)); }
    } catch {
      misses += 1;
      if (misses >= 3) { said.textContent = said.dataset.cut; }
    }
    setTimeout(ask, EVERY_MS);
  }

  function ages() {
    document.querySelectorAll('[data-since]').forEach((since) => {
      const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(since.dateTime)) / 1000));
      since.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    });
  }

  document.querySelectorAll('[data-copy]').forEach((button) => {
    button.hidden = !navigator.clipboard;
    button.addEventListener('click', () => navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent));
  });
  ages();
  setInterval(ages, 1000);
  if (holder) {
    if (soundButton) {
      soundButton.hidden = false;
      soundButton.addEventListener('click', () => {
        if (sound) { sound.close(); sound = null; } else { sound = new AudioContext(); }
        soundButton.setAttribute('aria-pressed', String(Boolean(sound)));
        beep();
      });
    }
    heed(0);
    setInterval(beep, SOUND_EVERY_MS);
    ask();
  }
})();

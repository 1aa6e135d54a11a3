// The sound of a waiting call: two tones, and two louder ones when nobody takes it in time. Whether it
// is on is remembered by this browser; without it the page itself says that calls wait.
(function () {
  'use strict';

  const EVERY_MS = 2500;
  const LOUDER_EVERY_MS = 1200;
  const KEPT = 'room-sound';
  const holder = document.querySelector('.room-sound');
  if (!holder) { return; }
  const button = holder.querySelector('[data-sound]');
  const said = holder.querySelector('[data-sound-said]');
  const louderMs = Number(holder.dataset.louder) * 1000;
  let sound = null;
  let waiting = 0;
  let oldest = 0;
  let timer = 0;

  const isLate = () => waiting > 0 && oldest > 0 && Date.now() - oldest > louderMs;

  function tone(pitch, at, seconds, strength) {
    const wave = sound.createOscillator();
    const loud = sound.createGain();
    wave.type = isLate() ? 'square' : 'sine';
    wave.frequency.value = pitch;
    loud.gain.value = strength;
    wave.connect(loud).connect(sound.destination);
    wave.start(sound.currentTime + at);
    wave.stop(sound.currentTime + at + seconds);
  }

  function beep() {
    document.documentElement.classList.toggle('is-late', isLate());
    if (!sound || !waiting) { return; }
    const strength = isLate() ? 0.6 : 0.2;
    tone(isLate() ? 1180 : 880, 0, 0.25, strength);
    tone(isLate() ? 930 : 660, 0.25, 0.25, strength);
  }

  function beat() {
    clearTimeout(timer);
    beep();
    timer = setTimeout(beat, isLate() ? LOUDER_EVERY_MS : EVERY_MS);
  }

  function tell() {
    const state = !sound ? 'off' : sound.state === 'running' ? 'on' : 'waits';
    button.setAttribute('aria-pressed', String(Boolean(sound)));
    said.textContent = said.dataset[state];
    said.classList.toggle('room-sound__said--off', state !== 'on');
  }

  function turn(on) {
    if (!on && sound) { sound.close(); sound = null; }
    if (on && !sound) { sound = new AudioContext(); sound.addEventListener('statechange', tell); }
    tell();
  }

  // heed(how many wait, since when the oldest): a call that is new is heard at once.
  window.jikimiSound = {
    heed(count, since) {
      const isNew = count > waiting;
      waiting = count;
      oldest = since ? Date.parse(since) : 0;
      document.documentElement.classList.toggle('is-alarmed', count > 0);
      if (isNew) { beat(); } else { document.documentElement.classList.toggle('is-late', isLate()); }
    },
    turn() { button.click(); },
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    turn(!sound);
    localStorage.setItem(KEPT, sound ? 'on' : 'off');
    beep();
  });
  // Browsers hold sound back until somebody touches the page.
  ['pointerdown', 'keydown'].forEach((name) => document.addEventListener(name, () => { if (sound && sound.state === 'suspended') { sound.resume(); } }));
  document.addEventListener('keydown', (event) => { if (event.key === 'F8') { event.preventDefault(); button.click(); } });
  turn(localStorage.getItem(KEPT) === 'on');
  beat();
})();

// A button that must be held for a second, or entered twice: nothing happens by a slip.
const HOLD_MS = 1000;
const TWICE_MS = 1500;

export function holdable(button, call) {
  let held = null;
  let entered = 0;
  const begin = (event) => {
    if (event.button) { return; }
    button.classList.add('is-held');
    held = setTimeout(() => { held = null; button.classList.remove('is-held'); call(); }, HOLD_MS);
  };
  const end = () => { clearTimeout(held); held = null; button.classList.remove('is-held'); };
  button.addEventListener('pointerdown', begin);
  ['pointerup', 'pointerleave', 'pointercancel'].forEach((name) => button.addEventListener(name, end));
  button.addEventListener('contextmenu', (event) => event.preventDefault());
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') { return; }
    event.preventDefault();
    if (event.repeat) { return; }
    if (event.timeStamp - entered < TWICE_MS) { entered = 0; call(); } else { entered = event.timeStamp; }
  });
}

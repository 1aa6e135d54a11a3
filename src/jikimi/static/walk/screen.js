// What the page shows: one screen at a time, and only what has happened.
export const words = JSON.parse(document.getElementById('words').textContent);
export const one = (wanted) => document.querySelector(wanted);

export function show(name) {
  document.querySelectorAll('.screen').forEach((screen) => { screen.hidden = screen.id !== `screen-${name}`; });
  if (shown() !== name) { window.scrollTo(0, 0); }
  document.documentElement.dataset.screen = name;
}

export const shown = () => document.documentElement.dataset.screen;

export function say(text) { one('#said').textContent = text || ''; }

export const time = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

const STEPS = { raised: 'raised_at', shown: 'shown_at', taken: 'taken_at', police: 'police_asked_at', way: 'on_the_way_at' };

export function progress(alarm) {
  one('#sos-title').textContent = alarm ? words.called : words.calling;
  Object.entries(STEPS).forEach(([step, word]) => {
    const line = one(`#progress [data-step="${step}"]`);
    const at = alarm ? alarm[word] : null;
    line.classList.toggle('is-done', Boolean(at));
    line.querySelector('time').textContent = at ? time(at) : '';
  });
}

export function network(trouble) {
  one('#net').hidden = !trouble;
  one('#net').textContent = trouble ? words.waiting : '';
  document.documentElement.classList.toggle('is-cut', Boolean(trouble));
}

export function watchers(all, stop) {
  const list = one('#watchers');
  list.replaceChildren(...all.map((watcher) => {
    const line = document.createElement('li');
    const looks = watcher.looked_at ? `${words.looked} ${watcher.looks} ${words.times}, ${time(watcher.looked_at)}` : words.never;
    line.append(`${watcher.name || '?'} · ${looks} `);
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'link';
    button.textContent = words.stop;
    button.addEventListener('click', () => stop(watcher.id));
    line.append(button);
    return line;
  }));
}

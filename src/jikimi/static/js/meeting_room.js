// The meeting room: what others wrote arrives without touching what is being typed.
(function () {
  'use strict';

  const TICK_MS = 15000;
  let sent = null;
  let before = null;

  function form() { return document.getElementById('discussion-form'); }
  function field() { const f = form(); return f && f.elements.namedItem('discussion'); }
  function state() { return document.getElementById('discussion-state'); }

  function kept(box) {
    return {
      base: box.querySelector('[name="base"]').value,
      version: box.querySelector('[name="version"]').value,
    };
  }

  // The newest text goes into the field; what was typed since is put behind it. Where that cannot be
  // told, the older base stays, and the server joins both texts at the next saving.
  function takeOver(known) {
    const box = state();
    const text = field();
    if (!box || !text || box.dataset.fresh !== 'yes' || known === null) { return; }
    const fresh = kept(box);
    if (text.value === known) {
      put(text, fresh.base);
    } else if (text.value.startsWith(known)) {
      put(text, fresh.base + text.value.slice(known.length));
    } else if (before) {
      box.querySelector('[name="base"]').value = before.base;
      box.querySelector('[name="version"]').value = before.version;
    }
    delete box.dataset.fresh;
  }

  function put(text, value) {
    if (text.value === value) { return; }
    const place = caretIn(text, value);
    text.value = value;
    if (document.activeElement === text) { text.setSelectionRange(place, place); }
  }

  // Where the caret belongs in the newer text: at the end if it was there, else beside its own words.
  function caretIn(text, value) {
    const before = text.value.slice(0, text.selectionEnd);
    const after = text.value.slice(text.selectionEnd);
    if (!after) { return value.length; }
    return value.startsWith(before) || !value.endsWith(after) ? before.length : value.length - after.length;
  }

  document.addEventListener('htmx:beforeRequest', function (event) {
    if (event.target === field()) { sent = event.target.value; }
  });
  document.addEventListener('htmx:beforeSwap', function (event) {
    if (state() && state().querySelector('[name="base"]')) { before = kept(state()); }
    // A refusal that shows both texts is drawn; any other error leaves the page as it is.
    const part = event.detail.xhr.getResponseHeader('X-Part');
    const drawn = part === 'discussion' || part === 'note';
    if (event.detail.xhr.status === 409 && drawn) { event.detail.shouldSwap = true; }
  });
  document.addEventListener('htmx:afterSwap', function (event) {
    if (event.target && event.target.id === 'discussion-state') { takeOver(sent); }
  });
  document.addEventListener('htmx:oobAfterSwap', function (event) {
    if (event.target && event.target.id === 'discussion-state') { takeOver(before && before.base); }
  });

  // How long the present item has taken, between two answers of the server.
  function tick() {
    document.querySelectorAll('.clock[data-since]').forEach(function (clock) {
      const passed = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 60000));
      clock.textContent = clock.textContent.replace(/\d+/, String(passed));
      clock.classList.toggle('clock--over', passed > Number(clock.dataset.minutes));
    });
  }

  document.addEventListener('DOMContentLoaded', function () {
    tick();
    setInterval(tick, TICK_MS);
  });
})();

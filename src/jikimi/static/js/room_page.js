// What pages of a control room share: ages that run, texts that are copied.
(function () {
  'use strict';

  function ages() {
    document.querySelectorAll('[data-since]').forEach((since) => {
      const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(since.dateTime)) / 1000));
      const minutes = Math.floor(seconds / 60);
      const clock = (number) => String(number).padStart(2, '0');
      since.textContent = minutes < 60 ? `${minutes}:${clock(seconds % 60)}` : `${Math.floor(minutes / 60)}:${clock(minutes % 60)}:${clock(seconds % 60)}`;
    });
  }

  function copying(button) {
    button.hidden = !navigator.clipboard;
    button.addEventListener('click', () => navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent));
  }

  // A part that comes anew keeps the keyboard where it was: on the same link, button or mark.
  function place(element) {
    if (!element || element === document.body) { return null; }
    const form = element.closest('form');
    if (form) { return `form[action="${form.getAttribute('action')}"] button`; }
    const href = element.getAttribute('href');
    const tag = element.tagName.toLowerCase();
    return href ? `${tag}[href="${href}"]` : element.id ? `#${element.id}` : null;
  }

  // The old part gives way to the new one unless it says the same or a pointer is down on it.
  function replace(old, fresh) {
    const inside = old.contains(document.activeElement) ? place(document.activeElement) : null;
    const next = document.adoptNode(fresh);
    old.replaceWith(next);
    next.querySelectorAll('[data-copy]').forEach(copying);
    ages();
    const again = inside && next.querySelector(inside);
    if (again) { again.focus({ preventScroll: true }); } else if (inside && next.tabIndex === -1) { next.focus({ preventScroll: true }); }
  }

  let isPressed = false;
  document.addEventListener('pointerdown', () => { isPressed = true; });
  ['pointerup', 'pointercancel'].forEach((name) => document.addEventListener(name, () => { setTimeout(() => { isPressed = false; }, 0); }));

  window.jikimiRoom = { ages, replace, isPressed: () => isPressed };
  document.querySelectorAll('[data-copy]').forEach(copying);
  ages();
  setInterval(ages, 1000);
})();

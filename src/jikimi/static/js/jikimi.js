// Small comforts on top of pages that work without any script.
(function () {
  'use strict';

  // A form with data-guard asks before unsaved words are lost.
  let unsaved = new Set();

  function watchUnsaved(form) {
    form.addEventListener('input', () => unsaved.add(form));
    form.addEventListener('submit', () => unsaved.delete(form));
  }

  function warnUnsaved(event) {
    if (unsaved.size) { event.preventDefault(); event.returnValue = document.body.dataset.unsavedWords || ''; }
  }

  // data-autosave: says in words whether what was typed has arrived.
  function say(state) {
    const line = document.getElementById('saving');
    if (!line) { return; }
    line.textContent = line.dataset[state] || '';
    line.dataset.state = state;
    line.classList.add('autosave--shown');
    if (state === 'saved') { setTimeout(() => line.classList.remove('autosave--shown'), 2500); }
  }

  function autosaved(event) {
    return event.target.closest ? event.target.closest('[data-autosave]') : null;
  }

  document.addEventListener('htmx:beforeRequest', (event) => { if (autosaved(event)) { say('saving'); } });
  document.addEventListener('htmx:afterRequest', function (event) {
    const form = autosaved(event);
    if (!form) { return; }
    if (event.detail.successful) { unsaved.delete(form.closest('form')); }
    say(event.detail.successful ? 'saved' : 'failed');
  });

  // Security keys report a refusal or a cancelled dialog here; the page shows its own words.
  document.addEventListener('allauth.error', function (event) {
    const words = document.getElementById('key-error');
    if (words) { event.preventDefault(); words.hidden = false; words.focus(); }
  });

  function start() {
    document.querySelectorAll('form[data-guard]').forEach(watchUnsaved);
    window.addEventListener('beforeunload', warnUnsaved);
    document.querySelectorAll('[data-print]').forEach((button) => {
      button.hidden = false;
      button.addEventListener('click', () => window.print());
    });
    const errors = document.getElementById('errors');
    if (errors) { errors.focus(); }
  }

  document.addEventListener('DOMContentLoaded', start);
})();

// Risk forms: keys 1 to 4 choose an answer and go on to the next question.
(function () {
  'use strict';

  function next(question) {
    const all = Array.from(document.querySelectorAll('.ask'));
    return all[all.indexOf(question) + 1];
  }

  function choose(event) {
    const question = event.target.closest ? event.target.closest('.ask') : null;
    const place = ['1', '2', '3', '4'].indexOf(event.key);
    if (!question || place < 0 || event.ctrlKey || event.metaKey || event.altKey) { return; }
    const answer = question.querySelectorAll('input')[place];
    if (!answer) { return; }
    event.preventDefault();
    answer.checked = true;
    answer.dispatchEvent(new Event('input', { bubbles: true }));
    answer.dispatchEvent(new Event('change', { bubbles: true }));
    const following = next(question);
    (following ? following.querySelector('input:checked') : answer).focus();
  }

  document.addEventListener('keydown', choose);
})();

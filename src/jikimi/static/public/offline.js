// The search of the copy: folds what is typed as directory/search does and shows what holds it.
(function () {
  'use strict';

  const FIRST = 0xac00, LAST = 0xd7a3, VOWELS = 21, FINALS = 28;
  const MOST_SLIPS_LETTERS = 5;
  const LONGEST_GAP = 14;
  const MOST_SHOWN = 100;
  const PAUSE_MS = 120;
  const told = JSON.parse(document.getElementById('told').textContent);
  const rules = told.rules;
  const silent = new RegExp(rules.silent, 'gu');
  const consonants = rules.initials.join('');

  const folded = (text) => text.normalize('NFC').toLowerCase().replace(silent, '');

  function letter(one) {
    const place = one.codePointAt(0);
    if (place < FIRST || place > LAST) { return rules.single[one] || one; }
    const rest = place - FIRST;
    return rules.initials[Math.floor(rest / (VOWELS * FINALS))] + rules.vowels[Math.floor(rest / FINALS) % VOWELS] + rules.finals[rest % FINALS];
  }

  const strokes = (text) => Array.from(text, letter).join('');

  // wpwn → ㅈㅔㅈㅜ; only where no Korean letter was typed.
  function onKoreanKeys(word) {
    if (!/^[A-Za-z]+$/.test(word)) { return ''; }
    return Array.from(word, (key) => rules.keys[key] || rules.keys[key.toLowerCase()] || key).join('');
  }

  function needsIn(text) {
    const all = folded(text);
    return rules.phrases.filter(([pieces]) => follows(pieces, all)).map(([, need]) => need);
  }

  function follows(pieces, text) {
    let at = text.indexOf(pieces[0]);
    while (at >= 0) {
      let end = at + pieces[0].length;
      const fits = pieces.slice(1).every((piece) => {
        const next = text.indexOf(piece, end);
        if (next < 0 || next - end > LONGEST_GAP) { return false; }
        end = next + piece.length;
        return true;
      });
      if (fits) { return true; }
      at = text.indexOf(pieces[0], at + 1);
    }
    return false;
  }

  // A word in every way it may have been typed.
  function readings(word) {
    const struck = strokes(folded(word));
    const digits = word.replace(/\D/g, '');
    return {
      struck,
      digits: digits.length > 2 ? digits : '',
      initials: Array.from(struck).every((one) => consonants.includes(one)) ? struck : '',
      other: onKoreanKeys(word),
    };
  }

  // How well an entry answers one word: 0 not at all.
  function answers(word, keys) {
    if (!word.struck) { return 1; }
    if (word.digits && keys.numbers.some((number) => number.includes(word.digits))) { return 4; }
    if (keys.name.includes(word.struck) || (word.initials && keys.initials.includes(word.initials))) { return 3; }
    if (keys.text.includes(word.struck)) { return 1; }
    if (!word.other) { return 0; }
    return keys.name.includes(word.other) ? 2 : Number(keys.text.includes(word.other));
  }

  // One letter too many, too few or wrong, anywhere in a name (Sellers 1980).
  function isNear(wanted, name) {
    if (wanted.length < MOST_SLIPS_LETTERS) { return false; }
    let row = Array.from({ length: wanted.length + 1 }, (_, n) => n);
    for (const one of name) {
      const next = [0];
      for (let n = 1; n <= wanted.length; n += 1) {
        next[n] = Math.min(row[n - 1] + (wanted[n - 1] === one ? 0 : 1), row[n] + 1, next[n - 1] + 1);
      }
      if (next[wanted.length] <= 1) { return true; }
      row = next;
    }
    return false;
  }

  function found(text) {
    const words = text.trim().split(/\s+/).filter(Boolean).map(readings);
    const needs = needsIn(text);
    const scores = told.keys.map((keys) => {
      const each = words.map((word) => answers(word, keys));
      const byWords = each.every(Boolean) ? each.reduce((sum, one) => sum + one, 0) : 0;
      return byWords + (keys.needs.some((need) => needs.includes(need)) ? 2 : 0);
    });
    if (scores.some(Boolean)) { return scores; }
    return told.keys.map((keys) => (words.length && words.every((word) => isNear(word.struck, keys.name)) ? 1 : 0));
  }

  // The page.
  const list = document.getElementById('entries');
  const entries = Array.from(list.children);
  const said = document.getElementById('count');
  const field = document.getElementById('words');
  let waiting = 0;

  // Only the best are laid out: a tablet is slow, and nobody reads two hundred.
  function look() {
    const text = field.value;
    const scores = text.trim() ? found(text) : told.keys.map(() => 1);
    const order = scores.map((score, n) => [score, n]).filter(([score]) => score).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    const shown = text.trim() ? order.slice(0, MOST_SHOWN) : order;
    list.replaceChildren(...shown.map(([, n]) => entries[n]));
    said.textContent = said.dataset.words.replace('{}', order.length);
  }

  function lookSoon() {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(look, PAUSE_MS);
  }

  function leave() {
    const link = document.querySelector('a[data-exit]');
    document.documentElement.hidden = true;
    window.location.replace(link.href);
  }

  let presses = [];
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') { presses = []; return; }
    presses = presses.filter((at) => event.timeStamp - at < 1500).concat(event.timeStamp);
    if (presses.length > 2) { leave(); }
  });
  document.querySelector('a[data-exit]').addEventListener('click', (event) => { event.preventDefault(); leave(); });

  const days = (Date.now() - Date.parse(told.made_at)) / 86400000;
  document.getElementById('old').hidden = days <= told.old_days;
  document.getElementById('asking').hidden = false;
  field.addEventListener('input', lookSoon);
  said.textContent = said.dataset.words.replace('{}', entries.length);
  window.guide = { folded, strokes, onKoreanKeys, needsIn };
})();

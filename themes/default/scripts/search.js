// The search: the tokeniser, the ranking, and what readers see of both.
//
// A classic script without dependencies. It works from file:// and under `script-src 'self'` with
// `require-trusted-types-for 'script'`: no markup is ever made from text, nothing is evaluated, nothing
// is fetched; the index is a script too, which calls `faqtualSearch.load`. Its form is told in
// src/search/mod.rs. Without a document (in tests) only `load`, `search` and `tokenise` are there.
(function () {
  'use strict';

  const root = typeof window === 'undefined' ? globalThis : window;
  // A page with two boxes may load this script twice.
  if (root.faqtualSearch) return;

  // ---- Text to terms: step by step the same as src/search/tokenise.rs ----

  const ACCENT_OR_UNSEEN = /[\p{Mn}\u00ad\u061c\u200c-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
  const WORD = /[\p{Alphabetic}\p{N}]/u;
  const APOSTROPHE = /['\u2019\u02bc]/;
  const DENSE = new RegExp(
    '[\\u0e01-\\u0e4e\\u1100-\\u11ff\\u3005-\\u3007\\u3021-\\u3029\\u3038-\\u303b\\u3041-\\u30ff\\u3131-\\u318e\\u31f0-\\u31ff' +
    '\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua960-\\ua97c\\uac00-\\ud7fb\\uf900-\\ufaff\\u{1aff0}-\\u{1b16f}\\u{20000}-\\u{3ffff}]',
    'u'
  );

  function fold(text) {
    return text.normalize('NFKC').toLowerCase().normalize('NFD')
      .replace(ACCENT_OR_UNSEEN, '').replace(/\u03c2/g, '\u03c3').normalize('NFC');
  }

  // What a character does to the word it meets.
  function characterClass(character) {
    if (character === undefined) return 'gap';
    if (APOSTROPHE.test(character)) return 'apostrophe';
    if (!WORD.test(character)) return 'gap';
    return DENSE.test(character) ? 'dense' : 'plain';
  }

  // A run of letters that make pairs; one that has no neighbour stands alone.
  function pairs(run) {
    return run.length === 1 ? run : run.slice(1).map((character, at) => run[at] + character);
  }

  function tokenise(text) {
    const characters = Array.from(fold(text));
    const terms = [];
    let word = '';
    let run = [];
    const end = () => {
      if (word) terms.push(word);
      if (run.length) terms.push(...pairs(run));
      word = '';
      run = [];
    };
    characters.forEach((character, at) => {
      const kind = characterClass(character);
      if (kind === 'plain') {
        if (run.length) end();
        word += character;
      } else if (kind === 'dense') {
        if (word) end();
        run.push(character);
      } else if (kind === 'gap' || !word || characterClass(characters[at + 1]) !== 'plain') {
        end();
      }
    });
    end();
    return terms;
  }

  // ---- The index ----

  const VERSION = 1;
  let index = null;
  const waiting = [];

  // Called by the script that is the index.
  function load(data) {
    if (data.version !== VERSION) return;
    const terms = unpackTerms(data.terms);
    index = { data, terms, numbers: new Map(terms.map((term, at) => [term, at])) };
    waiting.splice(0).forEach((then) => then());
  }

  // Each term begins with a digit: so much of it is as in the term before.
  function unpackTerms(packed) {
    let before = '';
    return packed ? packed.split(' ').map((coded) => (before = before.slice(0, parseInt(coded[0], 36)) + coded.slice(1))) : [];
  }

  // Calls back with each record that a term stands in, and how much it says there.
  function forEachPosting(number, take) {
    const postings = index.data.postings[number];
    let record = 0;
    for (let at = 0; at < postings.length; at += 2) {
      record += postings[at];
      take(record, postings[at + 1]);
    }
  }

  // ---- Ranking ----

  const BY_PREFIX = 0.6;
  const BY_EDIT = 0.6;
  const BY_SYNONYM = 0.5;
  const EDIT_FROM = 5;
  const MOST_WORDS = 24;
  // Shorter words of a synonym are found but not marked: "no" of "say no" stands everywhere.
  const MARK_FROM = 3;
  // How much more a record that matches all of the query is worth than one that matches a part.
  const COVERAGE_POWER = 1;
  // Records that match less of the query than this part of what the best one does are not shown.
  const LEAST_COVERAGE = 0.5;

  // What one word of the query finds: how much each record says of it.
  function emptySlot() {
    return { scores: new Map(), rarity: 0 };
  }

  function raise(slot, record, score) {
    if (score > (slot.scores.get(record) || 0)) slot.scores.set(record, score);
  }

  function addTerm(slot, number, factor, used) {
    used.add(index.terms[number]);
    forEachPosting(number, (record, weight) => raise(slot, record, weight * factor));
  }

  // The word itself; for a word still being typed, or unknown, what it begins; else what is one edit away.
  function findWord(word, isOpen, used) {
    const slot = emptySlot();
    const exact = index.numbers.get(word);
    if (exact !== undefined) addTerm(slot, exact, 1, used);
    if (isOpen || exact === undefined) {
      const alone = DENSE.test(word) && Array.from(word).length === 1;
      index.terms.forEach((term, number) => {
        const begins = alone ? term.includes(word) : term.startsWith(word);
        if (begins && number !== exact) addTerm(slot, number, BY_PREFIX, used);
      });
    }
    if (!slot.scores.size && word.length >= EDIT_FROM) {
      index.terms.forEach((term, number) => {
        if (isOneEdit(word, term)) addTerm(slot, number, BY_EDIT, used);
      });
    }
    slot.rarity = rarity(slot.scores.size);
    return slot;
  }

  // The same measure as in src/search/index.rs; a word that nothing has tells nothing.
  function rarity(count) {
    const all = index.data.records.length;
    return count ? Math.log2(1 + (all - count + 0.5) / (count + 0.5)) : 0;
  }

  // One letter more, fewer or other, or two neighbours swapped.
  function isOneEdit(left, right) {
    const longer = left.length >= right.length ? left : right;
    const shorter = longer === left ? right : left;
    if (longer.length - shorter.length > 1) return false;
    let at = 0;
    while (at < shorter.length && longer[at] === shorter[at]) at += 1;
    if (longer.length > shorter.length) return longer.slice(at + 1) === shorter.slice(at);
    if (longer.slice(at + 1) === shorter.slice(at + 1)) return true;
    return longer[at] === shorter[at + 1] && longer[at + 1] === shorter[at] && longer.slice(at + 2) === shorter.slice(at + 2);
  }

  // Where a phrase begins in the words; -1 when it is not there.
  function phraseAt(words, phrase) {
    const last = words.length - phrase.length;
    for (let at = 0; at <= last; at += 1) {
      if (phrase.every((word, offset) => words[at + offset] === word)) return at;
    }
    return -1;
  }

  // What a phrase says in the records that have all of its words.
  function findPhrase(phrase, used) {
    let found = null;
    for (const word of phrase) {
      const number = index.numbers.get(word);
      if (number === undefined) return new Map();
      const next = new Map();
      forEachPosting(number, (record, weight) => {
        if (!found || found.has(record)) next.set(record, weight + (found ? found.get(record) : 0));
      });
      found = next;
    }
    phrase.filter((word) => word.length >= MARK_FROM).forEach((word) => used.add(word));
    return found;
  }

  // Lets each phrase of the query be answered by the others of its groups, at a lower weight.
  function addSynonyms(words, slots, used) {
    for (const group of index.data.synonyms) {
      const present = group.filter((phrase) => phraseAt(words, phrase) >= 0);
      const others = present.length ? group.filter((phrase) => !present.includes(phrase)) : [];
      for (const other of others) {
        const found = findPhrase(other, used);
        const factor = BY_SYNONYM / other.length;
        for (const word of present.flat()) found.forEach((score, record) => raise(slots.get(word), record, score * factor));
      }
    }
  }

  // The records that answer, the best first, and the terms that they were found by.
  function rank(query) {
    const used = new Set();
    const words = tokenise(query).slice(0, MOST_WORDS);
    const isOpen = /[\p{Alphabetic}\p{N}\p{M}]$/u.test(query);
    const last = words[words.length - 1];
    const slots = new Map();
    for (const word of words) {
      if (!slots.has(word)) slots.set(word, findWord(word, isOpen && word === last, used));
    }
    addSynonyms(words, slots, used);
    for (const slot of slots.values()) slot.rarity = slot.rarity || rarity(slot.scores.size);
    return { used, found: weigh(Array.from(slots.values())) };
  }

  function weigh(slots) {
    const whole = slots.reduce((sum, slot) => sum + slot.rarity, 0);
    const sums = new Map();
    for (const slot of slots) {
      slot.scores.forEach((score, record) => {
        const sum = sums.get(record) || { record, score: 0, coverage: 0 };
        sum.score += score;
        sum.coverage += slot.rarity / whole;
        sums.set(record, sum);
      });
    }
    const found = Array.from(sums.values());
    const best = found.reduce((most, sum) => Math.max(most, sum.coverage), 0);
    for (const sum of found) sum.score *= Math.pow(sum.coverage, COVERAGE_POWER);
    return found
      .filter((sum) => sum.coverage >= best * LEAST_COVERAGE)
      .sort((left, right) => right.score - left.score || left.record - right.record);
  }

  // The results of a query, the best first; none while there is no index.
  function search(query) {
    if (!index) return [];
    const { used, found } = rank(query);
    const { kinds, platforms, regions, topics, records } = index.data;
    const labels = (places, names) => places.map((place) => names[place][1]);
    return found.map(({ record, score }) => {
      const [kind, title, path, short, ofPlatforms, ofRegions, ofTopics, reviewed] = records[record];
      return {
        kind: kinds[kind], title, path, short, score, used,
        platforms: labels(ofPlatforms, platforms), regions: labels(ofRegions, regions), topics: labels(ofTopics, topics),
        reviewed: reviewed || null,
      };
    });
  }

  root.faqtualSearch = Object.freeze({ load, search, tokenise });
  if (typeof document === 'undefined') return;

  // ---- Loading ----

  // The page allows one policy by this name; the script of every page may have made it already.
  function policy() {
    if (!window.faqtualPolicy && window.trustedTypes) {
      window.faqtualPolicy = window.trustedTypes.createPolicy('faqtual', { createScriptURL: ownScript });
    }
    return window.faqtualPolicy;
  }

  // Only scripts from where the page is from.
  function ownScript(address) {
    const url = new URL(address, document.baseURI);
    const here = new URL(document.baseURI);
    if (url.protocol !== here.protocol || url.host !== here.host) throw new TypeError('a script from elsewhere');
    return url.href;
  }

  let isRequested = false;

  // Calls back once the index is there; asks for it the first time.
  function whenLoaded(form, then) {
    if (index) return then();
    waiting.push(then);
    if (isRequested) return undefined;
    isRequested = true;
    const script = document.createElement('script');
    const trusted = policy();
    script.src = trusted ? trusted.createScriptURL(form.dataset.index) : ownScript(form.dataset.index);
    // A later use of the box may have more luck.
    script.addEventListener('error', () => {
      isRequested = false;
      waiting.length = 0;
    });
    document.head.append(script);
    return undefined;
  }

  // ---- What readers see ----

  const IN_PANEL = 8;

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) {
      made.textContent = text;
      made.dir = 'auto';
    }
    return made;
  }

  // Parts of a text: words with what joins them inside, and all between.
  const PARTS = /[\p{Alphabetic}\p{N}\p{M}'\u2019\u02bc\u200c\u200d\u00ad]+|[^\p{Alphabetic}\p{N}\p{M}'\u2019\u02bc\u200c\u200d\u00ad]+/gu;

  // A text with the words that were found marked.
  function marked(target, text, used) {
    for (const part of text.match(PARTS) || []) {
      if (DENSE.test(fold(part))) markPairs(target, Array.from(part), used);
      else append(target, part, tokenise(part).some((term) => used.has(term)));
    }
    return target;
  }

  // In scripts without spaces the found pairs are marked, not the whole run.
  function markPairs(target, characters, used) {
    const has = (from) => used.has(fold(characters.slice(from, from + 2).join('')));
    const hits = characters.map((character, at) => used.has(fold(character)) || has(at) || (at > 0 && has(at - 1)));
    for (let at = 0; at < characters.length;) {
      let end = at + 1;
      while (end < characters.length && hits[end] === hits[at]) end += 1;
      append(target, characters.slice(at, end).join(''), hits[at]);
      at = end;
    }
  }

  function append(target, text, isHit) {
    if (!isHit) {
      target.append(text);
      return;
    }
    const mark = document.createElement('mark');
    mark.textContent = text;
    target.append(mark);
  }

  function item(form, result) {
    const entry = element('li', 'search-result');
    entry.setAttribute('data-result', result.kind);
    const link = element('a', 'search-result-link');
    link.href = (form.dataset.root || '') + result.path;
    link.dir = 'auto';
    marked(link, result.title, result.used);
    entry.append(link, ' ', element('span', 'search-result-kind', kindWord(form, result.kind)));
    if (result.short) entry.append(element('p', 'search-result-short', result.short));
    return entry;
  }

  function kindWord(form, kind) {
    return form.dataset['wordsKind' + kind[0].toUpperCase() + kind.slice(1)] || '';
  }

  // "3 results", in the form that the page's language has for the number.
  function countWords(form, count) {
    if (!count) return form.dataset.wordsNone || '';
    const rule = new Intl.PluralRules(document.documentElement.lang || undefined).select(count);
    const words = form.dataset['words' + rule[0].toUpperCase() + rule.slice(1)] || form.dataset.wordsOther || '{n}';
    return words.replace('{n}', String(count));
  }

  // A part of the form, or the first such thing after it.
  function part(form, selector) {
    return form.querySelector(selector) || (form.parentElement && form.parentElement.querySelector(selector));
  }

  function say(form, text) {
    const status = part(form, '[data-search-status]');
    if (status && status.textContent !== text) status.textContent = text;
  }

  // Runs `search` whenever the query changes, and once the index is there.
  function follow(form, input, run) {
    const changed = (event) => {
      if (!(event && event.isComposing)) whenLoaded(form, run);
    };
    input.addEventListener('input', changed);
    input.addEventListener('compositionend', () => changed());
    input.addEventListener('focus', () => whenLoaded(form, () => {}));
    if (document.activeElement === input || input.value) changed();
  }

  // ---- The box in the header: a panel below it ----

  function setUpPanel(form, input) {
    const panel = part(form, '[data-search-results]');
    if (!panel) return;
    const list = element('ol', 'search-result-list');
    panel.append(list);
    const close = () => {
      panel.hidden = true;
    };
    const run = () => {
      const query = input.value.trim();
      const results = query ? search(input.value) : [];
      list.replaceChildren(...results.slice(0, IN_PANEL).map((result) => item(form, result)));
      panel.hidden = !results.length;
      say(form, query ? countWords(form, results.length) : '');
    };
    follow(form, input, run);
    input.addEventListener('focus', () => {
      panel.hidden = !list.children.length;
    });
    const area = panel.parentElement === form ? form : form.parentElement;
    area.addEventListener('keydown', (event) => onKey(event, input, panel, close));
    area.addEventListener('focusout', (event) => {
      const to = event.relatedTarget;
      if (to && to !== input && !panel.contains(to)) close();
    });
    document.addEventListener('pointerdown', (event) => {
      if (!form.contains(event.target) && !panel.contains(event.target)) close();
    });
  }

  // Escape closes, arrows move between the box and the links; Enter on a link is the browser's own.
  function onKey(event, input, panel, close) {
    if (event.isComposing || panel.hidden) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      input.focus();
      close();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [input, ...panel.querySelectorAll('a')];
    const at = stops.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    stops[(at + step + stops.length) % stops.length].focus();
  }

  // ---- The page of its own: a full list, the query in the address ----

  function setUpPage(form, input, list) {
    const asked = new URLSearchParams(window.location.search).get('q');
    if (asked && !input.value) input.value = asked;
    const run = () => {
      const query = input.value.trim();
      const results = query ? search(input.value) : [];
      list.replaceChildren(...results.map((result) => item(form, result)));
      say(form, query ? countWords(form, results.length) : '');
      keep(query);
    };
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      whenLoaded(form, run);
    });
    follow(form, input, run);
  }

  function keep(query) {
    const url = new URL(window.location.href);
    if (query) url.searchParams.set('q', query);
    else url.searchParams.delete('q');
    try {
      window.history.replaceState(window.history.state, '', url.href);
    } catch (refused) {
      // Some browsers do not change the address of a page from a disk; the search works all the same.
    }
  }

  // The form that the list belongs to: the one beside it, else the last of the page.
  function formOf(list, forms) {
    const beside = list && list.closest('main') && list.closest('main').querySelector('form[data-search]');
    return beside || (list && forms[forms.length - 1]) || null;
  }

  function start() {
    const forms = Array.from(document.querySelectorAll('form[data-search]'));
    const list = document.querySelector('[data-search-list]');
    const own = formOf(list, forms);
    for (const form of forms) {
      const input = form.querySelector('input[type="search"]');
      if (input && form === own) setUpPage(form, input, list);
      else if (input) setUpPanel(form, input);
    }
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();

// What readers see of the search: the panel below the box, the page of its own, the filter of the questions.
//
// No markup is ever made from text: every text is put in as text, so that it works with
// `require-trusted-types-for 'script'`. A page with two boxes may load this script twice.
(function () {
  'use strict';

  const engine = window.faqtualSearch;
  if (!engine || window.faqtualSearchView) return;
  window.faqtualSearchView = true;

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

  // Scripts on their way, by address.
  const coming = new Map();
  // So often one question asks for a file; then it goes without.
  const MOST_TRIES = 2;

  function loadScript(address) {
    if (!coming.has(address)) {
      coming.set(address, new Promise((done) => {
        const script = document.createElement('script');
        const trusted = policy();
        script.src = trusted ? trusted.createScriptURL(address) : ownScript(address);
        const end = (isThere) => {
          coming.delete(address);
          done(isThere);
        };
        script.addEventListener('load', () => end(true));
        script.addEventListener('error', () => end(false));
        document.head.append(script);
      }));
    }
    return coming.get(address);
  }

  const entryLoaded = (form) => (engine.isLoaded() ? Promise.resolve(true) : loadScript(form.dataset.index));

  // The files of the index that stand beside its entry. `tries` are those of one question: who types on asks for what
  // is on its way already, and waits for it.
  function loadParts(form, files, tries) {
    const wanted = files.filter((file) => (tries.get(file) || 0) < MOST_TRIES);
    const folder = form.dataset.index.replace(/[^/]*$/, '');
    return Promise.all(wanted.map((file) => {
      tries.set(file, (tries.get(file) || 0) + 1);
      return loadScript(folder + file);
    })).then(() => wanted.length > 0);
  }

  // Asks the index, loading what it lacks; `pick` chooses what is to be shown. Nothing when it was asked again meanwhile.
  async function ask(form, text, wanted, pick) {
    const turn = (turns.get(form) || 0) + 1;
    turns.set(form, turn);
    const isOver = () => turns.get(form) !== turn;
    const tries = new Map();
    if (!(await entryLoaded(form)) || isOver()) return null;
    let answer = engine.query(text, wanted);
    if (answer.missing.length) {
      // Who is still typing asks for the parts of the whole word only.
      await new Promise((done) => { window.setTimeout(done, PAUSE); });
      if (isOver()) return null;
    }
    while (answer.missing.length && (await loadParts(form, answer.missing, tries))) {
      if (isOver()) return null;
      answer = engine.query(text, wanted);
    }
    const chosen = pick(answer.found);
    const show = () => chosen.map(([kind, found, all]) => ({ kind, all, ...engine.show(found, answer.used) }));
    let groups = show();
    const lacking = () => groups.flatMap((group) => group.missing);
    while (lacking().length && (await loadParts(form, lacking(), tries)) && !isOver()) groups = show();
    return isOver() ? null : { count: answer.found.length, groups };
  }

  const turns = new Map();
  const PAUSE = 120;

  // ---- Elements ----

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
      if (engine.DENSE.test(engine.fold(part))) markPairs(target, Array.from(part), used);
      else append(target, part, engine.tokenise(part).some((term) => used.has(term)));
    }
    return target;
  }

  // In scripts without spaces the found pairs are marked, not the whole run.
  function markPairs(target, characters, used) {
    const has = (from) => used.has(engine.fold(characters.slice(from, from + 2).join('')));
    const hits = characters.map((character, at) => used.has(engine.fold(character)) || has(at) || (at > 0 && has(at - 1)));
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

  // The form's own words: `word(form, 'group', 'fact')` is its attribute `data-words-group-fact`.
  function word(form, ...path) {
    return form.getAttribute(['data-words', ...path].join('-')) || '';
  }

  function item(form, result) {
    const entry = element('li', 'search-result');
    entry.setAttribute('data-result', result.kind);
    const link = element('a', 'search-result-link');
    link.href = (form.dataset.root || '') + result.path;
    link.dir = 'auto';
    marked(link, result.title, result.used);
    entry.append(link);
    if (result.short) {
      const short = element('p', 'search-result-short');
      short.dir = 'auto';
      entry.append(marked(short, result.short, result.used));
    }
    const facts = about(form, result);
    if (facts.childNodes.length) entry.append(facts);
    return entry;
  }

  // Platforms, regions and the day of the last review.
  function about(form, result) {
    const line = element('p', 'search-result-about');
    [result.platforms.join(', '), result.regions.join(', ')].filter(Boolean).forEach((text) => line.append(element('span', '', text)));
    if (result.reviewed) {
      const span = element('span', '', `${word(form, 'reviewed')} `);
      const time = element('time', '', dateWords(result.reviewed));
      time.dateTime = result.reviewed;
      span.append(time);
      line.append(span);
    }
    return line;
  }

  function dateWords(date) {
    const [year, month, day] = date.split('-').map(Number);
    if (!day) return date;
    const language = document.documentElement.lang || undefined;
    const form = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'long', timeZone: 'UTC' });
    return form.format(new Date(Date.UTC(year, month - 1, day)));
  }

  // "3 results", in the form that the page's language has for the number.
  function countWords(form, count) {
    if (!count) return word(form, 'none');
    const rule = new Intl.PluralRules(document.documentElement.lang || undefined).select(count);
    return (word(form, rule) || word(form, 'other') || '{n}').replace('{n}', String(count));
  }

  // A group of results under its heading.
  function group(form, { kind, results }, level, id) {
    const section = element('section', 'search-group');
    const heading = element(level, 'search-group-title', word(form, 'group', kind) || kind);
    heading.id = id;
    const list = element('ol', 'search-result-list');
    list.setAttribute('aria-labelledby', id);
    list.append(...results.map((result) => item(form, result)));
    section.append(heading, list);
    return section;
  }

  // What is offered when nothing is found: the nearest words, and the topics.
  function instead(form, text, choose) {
    const box = element('div', 'search-instead');
    const near = engine.nearest(text).slice(0, 6);
    if (near.length) box.append(choices(word(form, 'nearest'), near.map((term) => choice(term, searchAddress(form, { q: term }), () => choose(term)))));
    const topics = engine.names().topics.map(([id, label]) => choice(label, searchAddress(form, { topic: id })));
    if (topics.length) box.append(choices(word(form, 'topics'), topics));
    return box;
  }

  function choices(title, links) {
    const part = document.createDocumentFragment();
    const list = element('ul', 'chips');
    for (const link of links) {
      const entry = document.createElement('li');
      entry.append(link);
      list.append(entry);
    }
    part.append(element('p', 'label', title), list);
    return part;
  }

  function choice(text, address, take) {
    const link = element('a', '', text);
    link.href = address;
    if (take) {
      link.addEventListener('click', (event) => {
        event.preventDefault();
        take();
      });
    }
    return link;
  }

  function searchAddress(form, values) {
    return `${form.getAttribute('action')}?${new URLSearchParams(values)}`;
  }

  // A part of the form, or the first such thing after it.
  function part(form, selector) {
    return form.querySelector(selector) || (form.parentElement && form.parentElement.querySelector(selector));
  }

  function say(form, text) {
    const status = part(form, '[data-search-status]');
    if (status && status.textContent !== text) status.textContent = text;
  }

  // Runs `run` whenever the query changes, and now if there is one.
  function follow(form, input, run) {
    const changed = (event) => {
      if (!(event && event.isComposing)) run();
    };
    input.addEventListener('input', changed);
    input.addEventListener('compositionend', () => changed());
    input.addEventListener('focus', () => entryLoaded(form));
    if (document.activeElement === input || input.value) changed();
  }

  // ---- The box in the header: a panel below it ----

  const IN_PANEL = 8;
  const ANSWERS_IN_PANEL = 5;
  /** What the filter keeps: answers with this part of the best score, or more. */
  const NEAR = 0.2;

  // Answers first, and of the other kinds the same share each of what is left.
  function forPanel(found) {
    const groups = engine.groups(found);
    const answers = groups.filter(([kind]) => kind === 'question').map(([, list]) => Math.min(list.length, ANSWERS_IN_PANEL))[0] || 0;
    const share = Math.max(1, Math.floor((IN_PANEL - answers) / Math.max(1, groups.length - (answers ? 1 : 0))));
    return groups.map(([kind, list]) => [kind, list.slice(0, kind === 'question' ? answers : share), list.length]);
  }

  function setUpPanel(form, input) {
    const panel = part(form, '[data-search-results]');
    if (!panel) return;
    const close = () => {
      panel.hidden = true;
    };
    const choose = (term) => {
      input.value = term;
      input.focus();
      run();
    };
    async function run() {
      const query = input.value.trim();
      const answer = query ? await ask(form, input.value, {}, forPanel) : { count: 0, groups: [] };
      if (!answer) return;
      const made = answer.groups.map((one) => group(form, one, 'h2', `${input.id}-${one.kind}`));
      if (query && !answer.count) made.push(instead(form, query, choose));
      if (answer.count) made.push(all(form, query));
      panel.replaceChildren(...made);
      panel.hidden = !query || !(form.contains(document.activeElement) || document.activeElement === document.body);
      say(form, query ? countWords(form, answer.count) : '');
    }
    follow(form, input, run);
    input.addEventListener('focus', () => {
      panel.hidden = !panel.children.length;
    });
    form.addEventListener('keydown', (event) => onKey(event, input, panel, close));
    form.addEventListener('focusout', (event) => {
      const to = event.relatedTarget;
      if (to && !form.contains(to)) close();
    });
    document.addEventListener('pointerdown', (event) => {
      if (!form.contains(event.target)) close();
    });
  }

  function all(form, query) {
    const line = element('p', 'search-all');
    line.append(choice(word(form, 'all'), searchAddress(form, { q: query })));
    return line;
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
    walk(event, input, panel);
  }

  function walk(event, input, area) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [input, ...area.querySelectorAll('a')];
    const at = stops.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    stops[(at + step + stops.length) % stops.length].focus();
  }

  // ---- The page of its own: a full list, the query and the facets in the address ----

  const ON_PAGE = { question: 10, other: 5 };
  const MORE = 20;
  const FACETS = { platform: 'platforms', region: 'regions', topic: 'topics' };

  function setUpPage(form, input, area) {
    const facets = facetFields(form);
    let more = {};
    const values = () => Object.fromEntries([['q', input.value.trim()], ...facets.map((field) => [field.name, field.value])]);
    const pick = (found) => engine.groups(found)
      .map(([kind, list]) => [kind, list.slice(0, (ON_PAGE[kind] || ON_PAGE.other) + (more[kind] || 0)), list.length]);
    const wanted = () => Object.fromEntries(facets.map((field) => [FACETS[field.name], field.value]));
    async function run() {
      const query = input.value.trim();
      keep(values(), 'replaceState');
      const isAsked = query || facets.some((field) => field.value);
      const answer = isAsked ? await ask(form, input.value, wanted(), pick) : { count: 0, groups: [] };
      if (!answer) return;
      const made = answer.groups.map((one) => withMore(form, one, (kind) => {
        more = { ...more, [kind]: (more[kind] || 0) + MORE };
        return run();
      }));
      if (isAsked && !answer.count) made.push(instead(form, query, choose));
      area.replaceChildren(...made);
      say(form, isAsked ? countWords(form, answer.count) : '');
    }
    function choose(term) {
      input.value = term;
      input.focus();
      anew();
    }
    // A step that the back button takes back.
    function anew() {
      keep(values(), 'pushState');
      more = {};
      run();
    }
    function restore() {
      const asked = new URLSearchParams(window.location.search);
      input.value = asked.get('q') || '';
      facets.forEach((field) => choosePlace(field, asked.get(field.name) || ''));
      run();
    }
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      anew();
    });
    facets.forEach((field) => field.addEventListener('change', anew));
    document.addEventListener('keydown', (event) => {
      if (!event.isComposing && (form.contains(event.target) || area.contains(event.target)) && event.target.localName !== 'select') walk(event, input, area);
      if (event.key === 'Escape' && area.contains(event.target)) input.focus();
    });
    window.addEventListener('popstate', restore);
    entryLoaded(form).then(() => {
      fillFacets(form, facets);
      const typed = input.value;
      restore();
      if (typed && !input.value) input.value = typed;
      follow(form, input, () => {
        more = {};
        run();
      });
    });
  }

  function facetFields(form) {
    return Array.from(form.querySelectorAll('[data-facet] select'));
  }

  // The names to choose from come with the index; a facet that has none stays hidden.
  function fillFacets(form, fields) {
    const names = engine.names();
    for (const field of fields) {
      const list = names[FACETS[field.name]];
      field.append(...list.map(([id, label]) => new Option(label, id)));
      field.closest('[data-facet]').hidden = !list.length;
    }
    form.querySelectorAll('[data-facets]').forEach((box) => { box.hidden = false; });
  }

  function choosePlace(field, value) {
    field.value = value;
    if (field.value !== value) field.value = '';
  }

  function withMore(form, one, extend) {
    const section = group(form, one, 'h2', `fq-found-${one.kind}`);
    if (one.results.length < one.all) {
      const button = element('button', 'button search-more', word(form, 'more'));
      button.type = 'button';
      button.setAttribute('aria-describedby', `fq-found-${one.kind}`);
      button.addEventListener('click', async () => {
        await extend(one.kind);
        const links = document.querySelectorAll(`[data-result="${one.kind}"] a`);
        if (links[one.results.length]) links[one.results.length].focus();
      });
      section.append(button);
    }
    return section;
  }

  function keep(values, how) {
    const url = new URL(window.location.href);
    for (const [name, value] of Object.entries(values)) {
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    }
    if (url.href === window.location.href) return;
    try {
      window.history[how](window.history.state, '', url.href);
    } catch (refused) {
      // Some browsers do not change the address of a page from a disk; the search works all the same.
    }
  }

  // ---- The filter of the questions: the list of the page, narrowed in place ----

  function setUpFilter(form, input) {
    const entries = new Map(Array.from(document.querySelectorAll('main article.question[id]'), (entry) => [entry.id, entry]));
    const sections = Array.from(document.querySelectorAll('main section.topic'));
    const showAll = () => narrow(entries, sections, () => true);
    async function run() {
      const query = input.value.trim();
      if (!query) {
        turns.set(form, (turns.get(form) || 0) + 1);
        showAll();
        say(form, '');
        return;
      }
      // A list that is narrowed keeps what answers nearly as well as the best does.
      const near = (list) => list.filter(({ score }) => score >= list[0].score * NEAR);
      const questions = (found) => engine.groups(found).filter(([kind]) => kind === 'question').map(([kind, list]) => [kind, near(list), list.length]);
      const answer = await ask(form, input.value, {}, questions);
      if (!answer) return;
      const ids = new Set(answer.groups.flatMap(({ results }) => results.map(({ path }) => path.replace(/^.*\/|\.html.*$/g, ''))));
      const left = narrow(entries, sections, (id) => ids.has(id));
      say(form, countWords(form, left));
    }
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.isComposing || !input.value) return;
      event.preventDefault();
      input.value = '';
      run();
    });
    // A link to a question that is not shown shows it.
    window.addEventListener('hashchange', () => {
      const target = entries.get(window.location.hash.slice(1));
      if (!target || !target.hidden) return;
      input.value = '';
      run();
      target.scrollIntoView();
    });
    follow(form, input, run);
  }

  // Hides the entries that are not wanted, and the topics that have none left; gives how many are.
  function narrow(entries, sections, isWanted) {
    let left = 0;
    entries.forEach((entry, id) => {
      entry.hidden = !isWanted(id);
      left += entry.hidden ? 0 : 1;
    });
    for (const section of sections) {
      const own = Array.from(section.querySelectorAll('article.question[id]'));
      const isWhole = left === entries.size;
      section.hidden = !isWhole && own.every((entry) => entry.hidden);
      section.querySelectorAll('.label, .links').forEach((also) => { also.hidden = !isWhole; });
    }
    return left;
  }

  // ---- Beginning ----

  function start() {
    const area = document.querySelector('[data-search-list]');
    for (const form of document.querySelectorAll('form[data-search]')) {
      const input = form.querySelector('input[type="search"]');
      if (!input) continue;
      if (form.hasAttribute('data-filter')) setUpFilter(form, input);
      else if (area && area.closest('main').contains(form)) setUpPage(form, input, area);
      else setUpPanel(form, input);
    }
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();

// Keeps a tab at the site that `faqtual serve` shows. The server adds it to its responses; no built site has it.
//
// It runs before the page's own scripts, keeps a copy of the page as it was sent, and turns later versions
// into the page by changing only what differs between the two: what a reader did to it (scrolled, opened,
// typed, chose) stays. Works under `script-src 'self'; connect-src 'self'; require-trusted-types-for
// 'script'`: no markup is made from text, the next version is parsed by the request itself.
(function () {
  'use strict';

  const own = document.currentScript;
  const tab = { page: own.dataset.page, version: own.dataset.version, build: own.dataset.build, script: '' };
  const KEPT = 'faqtual-kept';
  own.remove();

  // ---- The page as sent, and which node of it is which in the page as it is ----

  const twins = new WeakMap();
  const successors = new WeakMap();
  const inert = document.implementation.createHTMLDocument('');
  let sent = copy(document.documentElement);
  const scripts = scriptsOf(document);

  /** A copy in which nothing loads or runs; the text of scripts is left out, since it may not be set. */
  function copy(live) {
    const node = inert.importNode(live, false);
    twins.set(node, live);
    if (live.firstChild && live.localName !== 'script') node.append(...Array.from(live.childNodes, (child) => copy(child)));
    return node;
  }

  /** What runs once, and what is never taken back: pages that differ in these are loaded anew. */
  function scriptsOf(page) {
    const all = page.querySelectorAll('script:not([type="application/ld+json"]), meta[http-equiv]');
    return Array.from(all, (one) => one.outerHTML).join('\n');
  }

  function pair(node, live) {
    twins.set(node, live);
    let other = live.firstChild;
    for (let child = node.firstChild; child && other; child = child.nextSibling) {
      pair(child, other);
      other = other.nextSibling;
    }
  }

  function twin(node) {
    let live = twins.get(node);
    while (successors.has(live)) live = successors.get(live);
    return live;
  }

  // ---- From one version to the next ----

  /** Lets the page become the next version. */
  function become(fresh) {
    // Sent pages hold the text of `noscript`, pages parsed for scripts its elements.
    for (const one of fresh.querySelectorAll('noscript')) one.textContent = one.innerHTML;
    if (scriptsOf(fresh) !== scripts) {
      reload();
      return;
    }
    const focused = document.activeElement;
    const place = placeOf(focused);
    patch(sent, fresh.documentElement);
    sent = fresh.documentElement;
    if (!focused.isConnected) find(place)?.focus({ preventScroll: true });
  }

  function patch(old, fresh) {
    const live = twin(old);
    twins.set(fresh, live);
    if (old.isEqualNode(fresh)) {
      carry(old, fresh);
    } else if (fresh.nodeType !== Node.ELEMENT_NODE) {
      if (live.data === old.data) live.data = fresh.data;
    } else if (isStyle(fresh) && old.getAttribute('href') !== fresh.getAttribute('href')) {
      succeed(live, document.importNode(fresh, true));
    } else if (fresh.localName !== 'script') {
      patchAttributes(old, fresh, live);
      patchChildren(old, fresh, live);
    }
  }

  function carry(old, fresh) {
    twins.set(fresh, twin(old));
    let other = fresh.firstChild;
    for (let child = old.firstChild; child && other; child = child.nextSibling) {
      carry(child, other);
      other = other.nextSibling;
    }
  }

  /** Only what differs between the versions: what scripts and readers set stays. */
  function patchAttributes(old, fresh, live) {
    for (const { name } of Array.from(old.attributes)) {
      if (!fresh.hasAttribute(name)) live.removeAttribute(name);
    }
    for (const { name, value } of Array.from(fresh.attributes)) {
      if (old.getAttribute(name) !== value) live.setAttribute(name, value);
    }
  }

  function patchChildren(old, fresh, live) {
    const partners = align(Array.from(old.childNodes), Array.from(fresh.childNodes));
    const staying = new Set(partners.values());
    for (const child of old.childNodes) {
      if (!staying.has(child)) twin(child).remove();
    }
    let last = null;
    for (const child of fresh.childNodes) {
      if (partners.has(child)) {
        patch(partners.get(child), child);
        if (twin(child).parentNode === live) last = twin(child);
      } else if (child.localName !== 'script') {
        const node = document.importNode(child, true);
        pair(child, node);
        live.insertBefore(node, last ? last.nextSibling : live.firstChild);
        last = node;
      }
    }
  }

  const isStyle = (element) => element.localName === 'link' && element.relList.contains('stylesheet');

  /** A style takes over once it is loaded, so that the page is never without one. */
  function succeed(link, next) {
    successors.set(link, next);
    const done = () => link.remove();
    next.addEventListener('load', done, { once: true });
    next.addEventListener('error', done, { once: true });
    link.after(next);
  }

  // ---- Which children of two versions are the same ----

  /** Pairs the children of the next version with those of the last, in the same order: nothing is ever moved. */
  function align(olds, news) {
    const partners = new Map();
    const most = Math.min(olds.length, news.length);
    let start = 0;
    while (start < most && olds[start].isEqualNode(news[start])) partners.set(news[start], olds[start++]);
    let end = 0;
    while (end < most - start && olds.at(-1 - end).isEqualNode(news.at(-1 - end))) {
      partners.set(news.at(-1 - end), olds.at(-1 - end));
      end += 1;
    }
    const [left, right] = [olds.slice(start, olds.length - end), news.slice(start, news.length - end)];
    let [fromOld, fromNew] = [0, 0];
    for (const [old, fresh] of [...anchors(left, right), [left.length, right.length]]) {
      pairAlike(left.slice(fromOld, old), right.slice(fromNew, fresh), partners);
      if (old < left.length) partners.set(right[fresh], left[old]);
      [fromOld, fromNew] = [old + 1, fresh + 1];
    }
    return partners;
  }

  /** Places of children that both versions have once, by id or by all that is in them, in ascending order. */
  function anchors(olds, news) {
    const [before, after] = [places(olds), places(news)];
    const found = [];
    for (const [mark, at] of after) {
      if (at >= 0 && before.get(mark) >= 0) found.push([before.get(mark), at]);
    }
    return ascending(found);
  }

  function places(nodes) {
    const marks = new Map();
    nodes.forEach((node, at) => {
      const mark = node.id ? `${node.localName}#${node.id}` : (node.outerHTML ?? '');
      if (mark) marks.set(mark, marks.has(mark) ? -1 : at);
    });
    return marks;
  }

  /** The longest choice of pairs in which the first numbers ascend too; the second do already. */
  function ascending(pairs) {
    const ends = [];
    const previous = [];
    pairs.forEach(([value], at) => {
      let [low, high] = [0, ends.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (pairs[ends[middle]][0] < value) low = middle + 1;
        else high = middle;
      }
      previous[at] = low ? ends[low - 1] : -1;
      ends[low] = at;
    });
    const chosen = [];
    for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at]) chosen.unshift(pairs[at]);
    return chosen;
  }

  function pairAlike(olds, news, partners) {
    let next = 0;
    for (const fresh of news) {
      const at = olds.findIndex((old, place) => place >= next && areAlike(old, fresh));
      if (at < 0) continue;
      partners.set(fresh, olds[at]);
      next = at + 1;
    }
  }

  function areAlike(old, fresh) {
    if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) return false;
    if (fresh.nodeType !== Node.ELEMENT_NODE) return true;
    return ['id', 'rel', 'name', 'property', 'type'].every((name) => old.getAttribute(name) === fresh.getAttribute(name));
  }

  // ---- What a reader did, kept when the page has to be loaded anew ----

  /** An element's place: the nearest id above it, and the way down from there. */
  function placeOf(element) {
    const steps = [];
    let at = element;
    while (at?.parentElement && !at.id) {
      steps.unshift(Array.prototype.indexOf.call(at.parentElement.children, at));
      at = at.parentElement;
    }
    return { id: at?.id || '', steps };
  }

  function find({ id, steps }) {
    const start = id ? document.getElementById(id) : document.documentElement;
    return steps.reduce((at, step) => at?.children[step] ?? null, start);
  }

  function reload() {
    const all = (selector) => Array.from(document.querySelectorAll(selector));
    const kept = {
      address: location.href,
      scroll: [scrollX, scrollY],
      focus: placeOf(document.activeElement),
      open: all('details').map((one) => [placeOf(one), one.open]),
      typed: all('input:not([type="password"], [type="file"]), textarea, select').map((one) => [placeOf(one), one.value, one.checked]),
    };
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(kept));
    } catch (refused) {
      // Without a store the page is loaded all the same.
    }
    location.reload();
  }

  function restore() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(KEPT));
      sessionStorage.removeItem(KEPT);
    } catch (refused) {
      return;
    }
    if (kept?.address !== location.href) return;
    for (const [place, open] of kept.open) {
      const one = find(place);
      if (one?.localName === 'details') one.open = open;
    }
    for (const [place, value, checked] of kept.typed) {
      const one = find(place);
      if (one && 'value' in one) [one.value, one.checked] = [value, checked];
    }
    find(kept.focus)?.focus({ preventScroll: true });
    scrollTo({ left: kept.scroll[0], top: kept.scroll[1], behavior: 'instant' });
  }

  document.addEventListener('DOMContentLoaded', restore, { once: true });

  // ---- Files that a page shows: pictures, styles, the search ----

  const SHOWN = 'link[rel~="stylesheet"], link[rel~="icon"], img[src], source[src], video[src], audio[src], script[src]';

  const nameOf = (element) => (element.hasAttribute('src') ? 'src' : 'href');

  function fileOf(element) {
    const url = new URL(element.getAttribute(nameOf(element)), document.baseURI);
    return url.origin === location.origin ? decodeURIComponent(url.pathname.slice(1)) : '';
  }

  /** The file's address, so written that the browser does not take what it has. */
  function renewed(element) {
    const url = new URL(element.getAttribute(nameOf(element)), document.baseURI);
    url.searchParams.set('faqtual', tab.build);
    return url.href;
  }

  /** Asks anew for the files that changed under their names; when it is not known which did, for all. */
  function renewFiles({ changed, renewed: again }) {
    for (const element of document.querySelectorAll(SHOWN)) {
      const file = fileOf(element);
      const isAgain = file && (!again || again.includes(file));
      if (successors.has(element)) continue;
      if (element.localName !== 'script') {
        if (isAgain) renew(element);
      } else if (/(^|\/)search\/[^/]+$/.test(file)) {
        if (isAgain) renewSearch(element);
      } else if (changed?.includes(file)) {
        // Scripts run once.
        reload();
        return;
      }
    }
  }

  function renew(element) {
    if (isStyle(element)) {
      const next = element.cloneNode(true);
      next.href = renewed(element);
      succeed(element, next);
    } else {
      element.setAttribute(nameOf(element), renewed(element));
    }
  }

  /** The index of a search that is in use: a script that hands its data over. What belongs to it has other names. */
  function renewSearch(script) {
    if (!window.faqtualSearch || !/\/index\.js$/.test(new URL(script.src).pathname)) return;
    const next = document.createElement('script');
    next.src = window.faqtualPolicy ? window.faqtualPolicy.createScriptURL(renewed(script)) : renewed(script);
    script.replaceWith(next);
  }

  // ---- What the server tells ----

  let queue = Promise.resolve();

  function heed(message) {
    if (tab.script && tab.script !== message.script) {
      reload();
      return;
    }
    tab.script = message.script;
    showProblems(message);
    queue = queue.then(() => follow(message)).catch(reload);
  }

  async function follow(message) {
    if (message.build === tab.build) return;
    // Who missed a message does not know what changed, and looks.
    const known = message.from === tab.build ? message : { changed: null, renewed: null };
    tab.build = message.build;
    if (!known.changed || !tab.version || known.changed.includes(tab.page)) {
      const answer = await ask();
      if (answer) arrive(answer, message);
    }
    renewFiles(known);
  }

  /** The page as it is now: parsed by the browser, nothing if the server is away, which the next message heals. */
  function ask() {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open('GET', location.pathname + location.search);
      request.responseType = 'document';
      if (tab.version) request.setRequestHeader('If-None-Match', tab.version);
      request.addEventListener('load', () => done(request));
      request.addEventListener('error', () => {
        tab.build = '';
        done(null);
      });
      request.send();
    });
  }

  function arrive(answer, message) {
    if (answer.status === 304) {
      showDeparture(null);
    } else if (answer.status === 404) {
      if (tab.version) showDeparture({ to: message.departed[tab.page] });
    } else if (answer.status === 200 && !tab.version) {
      reload();
    } else if (answer.status === 200 && answer.response) {
      const redirect = answer.response.querySelector('meta[http-equiv="refresh" i]');
      if (redirect) {
        showDeparture({ to: redirect.content.replace(/^[^=]*=\s*/, ''), from: answer.responseURL });
        return;
      }
      tab.version = answer.getResponseHeader('ETag');
      showDeparture(null);
      become(answer.response);
    }
  }

  // ---- One stream for all tabs: browsers open few connections to one host ----

  const channel = 'BroadcastChannel' in window ? new BroadcastChannel('faqtual') : null;
  let last = null;

  function listen() {
    const stream = new EventSource('/__faqtual/events');
    stream.addEventListener('message', (event) => {
      last = JSON.parse(event.data);
      channel?.postMessage({ message: last });
      heed(last);
    });
    stream.addEventListener('error', () => {
      // Lost streams come back by themselves, refused ones do not.
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
    });
  }

  function greet() {
    channel?.postMessage({ hello: true });
  }

  function start() {
    if (!channel || !navigator.locks) {
      listen();
      return;
    }
    channel.addEventListener('message', ({ data }) => {
      if (data.message) heed(data.message);
      else if (last) channel.postMessage({ message: last });
    });
    greet();
    window.addEventListener('pageshow', (event) => event.persisted && greet());
    // The tab that holds the lock listens for all; when it closes, another does.
    navigator.locks.request('faqtual', () => new Promise(listen)).catch(listen);
  }

  // ---- What is wrong, over the page: texts only ----

  const STYLE = `
    :host { all: initial; color-scheme: light dark; }
    * { box-sizing: border-box; margin: 0; padding: 0; font: inherit; }
    [hidden] { display: none !important; }
    .all { position: fixed; inset: auto 0 0 0; z-index: 2147483647; display: flex; flex-direction: column; align-items: flex-end;
      font: 15px/1.5 system-ui, sans-serif; color: #1b1b1f; direction: ltr; text-align: left; pointer-events: none; }
    section, .badge { pointer-events: auto; background: #fff; border: 2px solid #b3261e; }
    section { width: 100%; max-height: 70vh; overflow: auto; padding: 16px max(16px, calc(50vw - 480px)); border-width: 3px 0 0; }
    .calm, .badge.calm { border-color: #8a5a00; }
    section:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid #1a56db; outline-offset: -3px; }
    header { display: flex; gap: 16px; align-items: baseline; justify-content: space-between; }
    h2 { font-size: 18px; font-weight: 700; }
    ol { list-style: none; display: grid; gap: 16px; margin-top: 12px; }
    .message { font-weight: 600; }
    .severity { color: #b3261e; }
    .calm-word { color: #8a5a00; }
    .place, pre { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
    pre { white-space: pre-wrap; background: #f2f2f5; padding: 6px 10px; margin: 4px 0; }
    mark { background: #ffd9d6; color: inherit; text-decoration: underline; text-decoration-color: #b3261e; }
    button { padding: 6px 12px; min-height: 32px; border: 1px solid #6b6b76; border-radius: 4px; background: #f2f2f5; color: inherit; cursor: pointer; }
    .badge { margin: 12px; font-weight: 600; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    a { color: #1a56db; text-decoration: underline; }
    @media (prefers-color-scheme: dark) {
      .all { color: #ececf1; }
      section, .badge { background: #1d1d22; border-color: #ff8a80; }
      .calm, .badge.calm { border-color: #f0b429; }
      .severity { color: #ff8a80; } .calm-word { color: #f0b429; }
      pre, button { background: #2b2b32; }
      mark { background: #5c211c; text-decoration-color: #ff8a80; }
      a { color: #9db8ff; }
      section:focus-visible, button:focus-visible, a:focus-visible { outline-color: #9db8ff; }
    }
    @media print { .all { display: none; } }`;

  let shown = null;
  let returnTo = null;

  function element(name, className, ...parts) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...parts.filter((part) => part !== null && part !== undefined));
    return made;
  }

  /** The place for all that is said, made when something is. */
  function stage() {
    if (shown) return shown;
    const host = element('div', '');
    host.setAttribute('data-faqtual', '');
    host.lang = 'en';
    const root = host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    shown = { alert: element('p', 'unseen'), departure: element('section', 'calm'), panel: element('section', ''), badge: element('button', 'badge') };
    shown.alert.setAttribute('role', 'alert');
    for (const section of [shown.departure, shown.panel]) {
      section.setAttribute('role', 'dialog');
      section.tabIndex = -1;
      section.hidden = true;
    }
    shown.badge.type = 'button';
    shown.badge.hidden = true;
    shown.badge.addEventListener('click', openPanel);
    root.append(element('div', 'all', shown.alert, shown.departure, shown.panel, shown.badge));
    document.body.append(host);
    window.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented) hide();
    });
    return shown;
  }

  /** Takes the focus where it disturbs nobody: from nothing, or in a window that is not in use. */
  function takeFocus(section) {
    const focused = document.activeElement;
    if (document.hasFocus() && focused && focused !== document.body) return;
    returnTo = focused;
    section.focus({ preventScroll: true });
  }

  function giveFocusBack() {
    if (returnTo?.isConnected && returnTo !== document.body) returnTo.focus({ preventScroll: true });
    returnTo = null;
  }

  function hide() {
    if (!shown || (shown.panel.hidden && shown.departure.hidden)) return;
    shown.badge.hidden = shown.panel.hidden && shown.badge.hidden;
    shown.panel.hidden = true;
    shown.departure.hidden = true;
    giveFocusBack();
  }

  function openPanel() {
    shown.badge.hidden = true;
    shown.panel.hidden = false;
    returnTo = document.body;
    shown.panel.focus({ preventScroll: true });
  }

  function titled(section, title) {
    section.setAttribute('aria-label', title);
    const close = element('button', '', 'Hide (Escape)');
    close.type = 'button';
    close.addEventListener('click', hide);
    return element('header', '', element('h2', '', title), close);
  }

  let told = '';

  /** Errors open the list by themselves; warnings, with which the site is served, wait behind a button. */
  function showProblems(message) {
    const list = JSON.stringify(message.problems);
    if (list === told || (!shown && !message.problems.length)) return;
    told = list;
    const { panel, badge, alert } = stage();
    const isCalm = !message.errors;
    const title = counted(message);
    panel.classList.toggle('calm', isCalm);
    badge.classList.toggle('calm', isCalm);
    badge.textContent = title;
    alert.textContent = message.errors ? `${title} in the site` : '';
    if (!message.errors) {
      if (!panel.hidden) giveFocusBack();
      panel.hidden = true;
      badge.hidden = !message.problems.length;
    }
    const hidden = message.errors + message.warnings + message.hints - message.problems.length;
    panel.replaceChildren(
      titled(panel, title),
      element('p', '', isCalm ? 'The site is served all the same.' : 'What you see is the last site without errors.'),
      element('ol', '', ...message.problems.map(problem)),
      hidden > 0 ? element('p', '', `and ${hidden} more; the terminal lists them all`) : '',
    );
    if (message.errors && panel.hidden) {
      panel.hidden = false;
      badge.hidden = true;
      takeFocus(panel);
    }
  }

  function counted({ errors, warnings, hints }) {
    const words = (count, noun) => (count ? [`${count} ${noun}${count === 1 ? '' : 's'}`] : []);
    return [...words(errors, 'error'), ...words(warnings, 'warning'), ...words(hints, 'hint')].join(', ') || 'no problems';
  }

  function problem({ severity, code, message, help, place, related }) {
    const word = element('span', severity === 'error' ? 'severity' : 'calm-word', `${severity}[${code}]: `);
    return element('li', '',
      element('p', 'message', word, message),
      ...placed('', place),
      help ? element('p', '', `help: ${help}`) : null,
      ...related.flatMap(([role, other]) => placed(`${role}: `, other)));
  }

  function placed(role, place) {
    if (!place) return [];
    const spot = place.line ? `${place.file}:${place.line}:${place.column}` : place.file;
    const line = element('p', 'place', role + spot);
    if (!place.excerpt) return [line];
    const [before, meant, after] = place.excerpt;
    return [line, element('pre', '', `${place.line} | ${before}`, element('mark', '', meant), after)];
  }

  /** Says where a page went that is not in the site any more; nothing when it is there. */
  function showDeparture(departed) {
    if (!departed) {
      if (shown && !shown.departure.hidden) {
        shown.departure.hidden = true;
        giveFocusBack();
      }
      return;
    }
    const { departure } = stage();
    const words = element('p', '', departed.to ? 'It moved to ' : 'No page of the site has taken its place. ');
    words.append(linkTo(departed.to ?? '', departed.from ?? `${location.origin}/`));
    departure.replaceChildren(titled(departure, 'This page is gone'), words);
    departure.hidden = false;
    takeFocus(departure);
  }

  function linkTo(path, base) {
    const url = new URL(path, base);
    const link = element('a', '', path ? decodeURIComponent(url.pathname) : 'Go to the first page');
    link.href = url.origin === location.origin ? url.href : '/';
    return link;
  }

  start();
})();

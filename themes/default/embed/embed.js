// For pages that embed: the element <faqtual-embed>, and frames that are as high as what they hold.
// Reads data, builds elements: no markup is parsed, nothing is evaluated.
'use strict';
(() => {
  const script = document.currentScript?.src;
  if (!script || customElements.get('faqtual-embed')) return;
  const folder = new URL('.', script.replace(/v\/[0-9a-f]+\/embed\.js$/, 'embed.js')).href;
  const styleIntegrity = 'STYLE-INTEGRITY';
  const TAGS = new Set(('article section div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre hr details summary table caption ' +
    'thead tbody tr th td a span strong em del code kbd sup sub time br').split(' '));
  const ATTRIBUTES = new Set('class rel lang dir datetime start value colspan rowspan scope role tabindex aria-label'.split(' '));

  const today = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
  };

  // An element of the data: its name, its attributes, then what it holds.
  function build(node, how) {
    if (typeof node === 'string') return document.createTextNode(node);
    let [tag, attributes, ...children] = node;
    if (!TAGS.has(tag)) throw new Error(`an element ${tag}`);
    const level = /^h([1-6])$/.exec(tag);
    if (level) tag = `h${Math.min(6, +level[1] + how.level - 3)}`;
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === 'href') {
        const url = new URL(value, how.base);
        if (!/^(https?|mailto|tel):$/.test(url.protocol)) throw new Error(`a link to ${url.protocol}`);
        element.href = url.href;
        element.rel = 'noopener noreferrer';
      } else if (name === 'open') element.open = how.open;
      else if (name === 'data-due') element.hidden = value >= how.today;
      else if (ATTRIBUTES.has(name)) element.setAttribute(name, value);
    }
    for (const name of element.classList) element.part.add(name.replace(/^fq-/, ''));
    element.append(...children.map((child) => build(child, how)));
    return element;
  }

  const answers = new Map();
  const read = (url, integrity) => {
    const key = `${url} ${integrity}`;
    if (!answers.has(key)) {
      const answer = fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer', ...(integrity && { integrity }) }).then((response) => {
        if (!response.ok) throw new Error(`status ${response.status}`);
        return response.json();
      });
      answer.catch(() => answers.delete(key));
      answers.set(key, answer);
    }
    return answers.get(key);
  };

  class Embed extends HTMLElement {
    static observedAttributes = ['src', 'ids', 'level', 'open', 'integrity'];
    #turn = 0;
    #root = this.attachShadow({ mode: 'open' });

    connectedCallback() { this.#show(); }
    attributeChangedCallback() { if (this.isConnected) this.#show(); }

    // Until there is something to show, and if there never is, the host's own text stands here.
    async #show() {
      const turn = (this.#turn += 1);
      if (turn === 1) this.#root.append(document.createElement('slot'));
      await null;
      if (turn !== this.#turn) return;
      try {
        const src = new URL(this.getAttribute('src') ?? folder, document.baseURI);
        const ids = this.getAttribute('ids')?.trim().split(/\s+/);
        const urls = ids ? ids.map((id) => new URL(`${encodeURIComponent(id)}.json`, src)) : [src];
        const level = Math.min(5, Math.max(2, parseInt(this.getAttribute('level') ?? 3, 10) || 3));
        const how = { level, open: this.hasAttribute('open'), today: today() };
        const link = document.createElement('link');
        link.rel = 'stylesheet';
        link.crossOrigin = 'anonymous';
        if (styleIntegrity) link.integrity = styleIntegrity;
        link.href = new URL('embed.css', script).href;
        const datas = await Promise.all(urls.map((url) => read(url.href, this.getAttribute('integrity'))));
        if (turn !== this.#turn) return;
        const pieces = datas.flatMap((data, at) => {
          if (data.version !== 1) throw new Error(`version ${data.version}`);
          return data.nodes.map((node) => build(node, { ...how, base: urls[at] }));
        });
        // With or without its style, but not first without and then with it.
        await new Promise((resolve) => {
          link.onload = link.onerror = resolve;
          this.#root.append(link);
        });
        if (turn !== this.#turn) return link.remove();
        this.#root.replaceChildren(link, ...pieces);
        this.#tell('load', { ids: datas.map((data) => data.id) });
      } catch (error) {
        if (turn !== this.#turn) return;
        this.#root.replaceChildren(document.createElement('slot'));
        addEventListener('online', () => this.isConnected && this.#show(), { once: true });
        this.#tell('error', { reason: String(error?.message ?? error) });
      }
    }

    #tell(what, detail) {
      this.dispatchEvent(new CustomEvent(`faqtual:${what}`, { bubbles: true, composed: true, detail }));
    }
  }
  customElements.define('faqtual-embed', Embed);

  // A frame of ours may set its own height, and no other's: the sender must be its window, of our origin or of none.
  const origin = new URL(folder).origin;
  const frames = () => [...document.querySelectorAll('iframe')].filter((frame) => frame.src.startsWith(folder));
  addEventListener('message', ({ data, source, origin: from }) => {
    if (data?.type !== 'faqtual:height' || data.version !== 1 || !Number.isInteger(data.height) || data.height < 1) return;
    for (const frame of frames()) {
      if (frame.contentWindow !== source) continue;
      const isSealed = from === 'null' && frame.sandbox.length > 0 && !frame.sandbox.contains('allow-same-origin');
      if (from !== origin && !isSealed) return;
      // An embed has a line around it; a frame's own would be a second one. What the host chose stays.
      if (getComputedStyle(frame).borderTopStyle === 'inset') frame.style.border = '0';
      const border = getComputedStyle(frame).boxSizing === 'border-box' ? frame.offsetHeight - frame.clientHeight : 0;
      frame.style.setProperty('height', `${Math.min(30000, Math.max(60, data.height)) + border}px`, 'important');
    }
  });
  // One that told its height before anybody listened tells it again.
  for (const frame of frames()) frame.contentWindow.postMessage({ type: 'faqtual:ask', version: 1 }, '*');
})();

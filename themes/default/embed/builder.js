// The page that makes snippets: choose, see it live, copy. The same snippets as `faqtual embed` prints.
'use strict';
(() => {
  const builder = document.getElementById('fq-builder');
  if (!builder) return;
  const part = (name) => document.getElementById(`fq-${name}`);
  const { root, placed, copied, failed, fromDisk, nothing } = builder.dataset;
  const isOnDisk = location.protocol === 'file:';
  const here = new URL(root || '.', location.href).href;
  // While the address is not known, a site on a server is where it is; from a disk a made-up one stands for it.
  const base = placed === 'true' || isOnDisk ? builder.dataset.base : here;
  let index;

  const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
  const chosen = () => {
    const what = part('what').selectedOptions[0];
    const language = part('language').selectedOptions[0];
    const known = index?.items.find((item) => item.id === what.value)?.languages[language.dataset.tag];
    return {
      id: what.value, title: known?.title ?? what.textContent, path: known?.path ?? what.dataset.path, folder: language.value,
      height: known?.height ?? 480, known, way: part('way').value, level: part('level').value,
      isClosed: part('closed').checked, isPinned: part('pinned').checked && Boolean(known),
    };
  };
  const file = (choice, from) => {
    const extension = { iframe: 'html', element: 'json', html: choice.level === '3' ? 'fragment.html' : `h${choice.level}.fragment.html`, oembed: 'oembed.json', markdown: 'md', json: 'json' }[choice.way];
    const isKept = choice.isPinned && ['iframe', 'element', 'json'].includes(choice.way);
    return `${from}embed/${isKept ? `v/${choice.known.hash}/` : choice.folder}${choice.id}.${extension}`;
  };
  const loading = (choice) => (choice.isPinned
    ? `<script src="${escaped(base)}embed/v/${index.kit}/embed.js" integrity="${index.script_integrity}" crossorigin="anonymous" async></script>\n`
    : `<script src="${escaped(base)}embed/embed.js" async></script>\n`);

  function snippet(choice) {
    const address = escaped(file(choice, base));
    if (choice.way === 'iframe') {
      return `<iframe class="faqtual" src="${address}${choice.isClosed ? '#closed' : ''}" title="${escaped(choice.title)}" width="100%" height="${choice.height}" ` +
        'loading="lazy" referrerpolicy="no-referrer" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"></iframe>\n' + loading(choice);
    }
    if (choice.way === 'element') {
      const integrity = choice.isPinned ? ` integrity="${choice.known.integrity}"` : '';
      return `<faqtual-embed src="${address}"${integrity} level="${choice.level}"${choice.isClosed ? '' : ' open'}>\n` +
        `  <a href="${escaped(base + choice.path)}">${escaped(choice.title)}</a>\n</faqtual-embed>\n` + loading(choice);
    }
    return null;
  }

  const list = (name, lines) => part(name).replaceChildren(...(lines.length ? lines : [nothing]).map((line) => {
    const item = document.createElement('li');
    item.append(lines.length ? Object.assign(document.createElement('code'), { textContent: line }) : line);
    return item;
  }));

  function tellLoads(choice) {
    const kit = `${base}embed/${choice.isPinned ? `v/${index.kit}/` : ''}`;
    const own = file(choice, base);
    if (choice.way === 'iframe') {
      list('loads', [own, `${kit}embed.css`, `${kit}frame.js`, `${kit}embed.js`]);
      list('policy', [`frame-src ${base}embed/`, `script-src ${base}embed/`]);
    } else if (choice.way === 'element') {
      list('loads', [own, `${kit}embed.js`, `${kit}embed.css`]);
      list('policy', [`script-src ${base}embed/`, `style-src ${base}embed/`, `connect-src ${base}embed/`]);
    } else {
      list('loads', []);
      list('policy', choice.way === 'oembed' ? [`frame-src ${base}embed/`] : []);
    }
  }

  const note = (words) => Object.assign(document.createElement('p'), { className: 'note', textContent: words });

  // What is pasted in looks as the host has it: here, as a page without a style.
  function framed(choice) {
    const way = choice.way === 'html' ? 'html' : 'iframe';
    const frame = Object.assign(document.createElement('iframe'), {
      className: way === 'html' ? '' : 'faqtual', title: choice.title, height: choice.height,
      src: file({ ...choice, way }, here) + (choice.isClosed ? '#closed' : ''),
    });
    // From a disk, a sealed frame may not even load its own style; a fragment has its letters' code from this page.
    if (!isOnDisk) frame.sandbox.add('allow-popups', 'allow-popups-to-escape-sandbox', way === 'html' ? 'allow-same-origin' : 'allow-scripts');
    return frame;
  }

  function element(choice, src) {
    const own = document.createElement('faqtual-embed');
    own.setAttribute('src', src);
    own.setAttribute('level', choice.level);
    own.toggleAttribute('open', !choice.isClosed);
    own.textContent = failed;
    return own;
  }

  // While the site's address is not known, links in its files are relative, which they cannot be elsewhere.
  function pasted(choice, text, from) {
    if (choice.way === 'json') return text;
    const whole = text.replace(/( href="|\]\(<)(?!https?:|mailto:|tel:)([^">]*)/g, (link, before, path) => before + new URL(path, from).href);
    return choice.way === 'html' && choice.isClosed ? whole.replaceAll(' open>', '>') : whole;
  }

  let turn = 0;
  async function show() {
    const mine = (turn += 1);
    const choice = chosen();
    const text = snippet(choice);
    part('snippet').textContent = text ?? file(choice, base);
    part('told').textContent = '';
    part('pinned').disabled = !choice.known || !['iframe', 'element', 'json'].includes(choice.way);
    part('level').disabled = !['element', 'html'].includes(choice.way);
    part('closed').disabled = !['iframe', 'element', 'html'].includes(choice.way);
    tellLoads(choice);
    const near = file(choice, here);
    const isText = !text && choice.way !== 'html';
    part('preview').replaceChildren(...(isOnDisk && choice.way !== 'iframe' ? [note(fromDisk)] : []),
      ...(isText ? [] : [text && choice.way === 'element' && !isOnDisk ? element(choice, near) : framed(choice)]));
    if (text || isOnDisk) return;
    const found = await fetch(near).then((response) => (response.ok ? response.text() : null), () => null);
    if (mine !== turn) return;
    if (found !== null && choice.way !== 'oembed') part('snippet').textContent = pasted(choice, found, near);
    if (isText) part('preview').replaceChildren(Object.assign(document.createElement('pre'), { textContent: found ?? failed }));
  }

  function fromAddress() {
    const id = location.hash.slice(1);
    if ([...part('what').options].some((option) => option.value === id)) part('what').value = id;
    show();
  }

  part('copy').addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(part('snippet').textContent);
      part('told').textContent = copied;
    } catch {
      getSelection().selectAllChildren(part('snippet'));
    }
  });
  builder.querySelector('form').addEventListener('change', show);
  builder.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
  addEventListener('hashchange', fromAddress);
  builder.hidden = false;
  fromAddress();
  if (!isOnDisk) {
    fetch(`${here}embed/index.json`).then((response) => response.json()).then((found) => {
      index = found;
      show();
    }, () => {});
  }
})();

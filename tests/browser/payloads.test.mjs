// Texts that attack, in every field of the model: in a real browser they are only text.
//
// `PAYLOADS` names the folder of sites that `PAYLOADS=DIR cargo test --test payloads` wrote; tests/run does both.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { open, watch } from './chromium.mjs';

assert.ok(process.env.PAYLOADS, 'PAYLOADS must name the folder of sites; tests/run sets it');
const folder = path.resolve(process.env.PAYLOADS);
const sites = readdirSync(folder).sort();

function list(below) {
  return readdirSync(path.join(folder, below)).flatMap((name) => {
    const inside = path.posix.join(below, name);
    return statSync(path.join(folder, inside)).isDirectory() ? list(inside) : [inside];
  });
}

const KINDS = { html: 'text/html', css: 'text/css', js: 'text/javascript', json: 'application/json', svg: 'image/svg+xml', xml: 'application/xml' };

/** Sites with every kind of entry: all their pages are opened; those of settings alone show these on each page. A page
 * that leads on is left at once. A 404 page that knows the site's address asks for everything there. */
const text = (file) => readFileSync(path.join(folder, file), 'utf8');
const files = sites
  .flatMap((site) => (site.startsWith('settings-') ? [`${site}/index.html`] : list(site).filter((file) => file.endsWith('.html'))))
  .filter((file) => !text(file).includes('http-equiv="refresh"') && !(file.endsWith('404.html') && text(file).includes('https://example.org/a/assets/')));

/** The same bytes do the same; the page of a platform in a region has the platform's payload and the region's, and
 * that of each is on the page where both have the same number. */
const known = new Set();
const opened = files.filter((file) => {
  const [, platform, region] = /platform-(\d+)\/regions-(\d+)\.html$/.exec(file) ?? [];
  const bytes = createHash('sha256').update(text(file)).digest('hex');
  return platform === region && !known.has(bytes) && known.add(bytes);
});

/** Fragments are for pages of others: all of a site stand on one. */
const isFragment = (file) => file.endsWith('.fragment.html');
const packed = sites.map((site) => `${site}/packed`).filter((pack) => opened.some((file) => isFragment(file) && file.startsWith(pack.replace('packed', ''))));
const pages = [...opened.filter((file) => !isFragment(file)), ...packed];
const pack = (asked) => {
  const site = path.relative(folder, asked).replace('packed', '');
  return `<!doctype html><meta charset="utf-8"><main>\n${opened.filter((file) => isFragment(file) && file.startsWith(site)).map(text).join('\n')}</main>`;
};

let server, browser, base, faults;
const dialogs = [];

before(async () => {
  const policy = /Content-Security-Policy: (.*)/.exec(text(`${sites[0]}/_headers`))[1];
  server = createServer((request, response) => {
    const asked = path.join(folder, path.posix.normalize(decodeURIComponent(new URL(request.url, 'http://host').pathname)));
    const isPack = asked.endsWith('/packed');
    const found = isPack || (existsSync(asked) && statSync(asked).isFile());
    // The page of fragments names no icon: the browser then asks for one of its own accord.
    const isIcon = request.url === '/favicon.ico';
    response.writeHead(isIcon ? 204 : found ? 200 : 404, {
      'Content-Type': `${isPack ? KINDS.html : (KINDS[path.extname(asked).slice(1)] ?? 'text/plain')}; charset=utf-8`,
      'Content-Security-Policy': policy,
      // What all pages of a site load is asked for once.
      'Cache-Control': asked.includes('/assets/') ? 'max-age=3600' : 'no-store',
    });
    response.end(isPack ? pack(asked) : found ? readFileSync(asked) : '');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${server.address().port}/`;
  browser = await open();
  faults = await watch(browser.context, base);
  browser.context.on('dialog', (dialog) => {
    dialogs.push(`${dialog.page()?.url()}: ${dialog.type()} ${dialog.message()}`);
    return dialog.dismiss();
  });
});

after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

/** Does one thing to all items, in a few tabs at once. */
async function each(items, work) {
  const waiting = [...items];
  const tab = async () => {
    const page = await browser.context.newPage();
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(page, item);
    await page.close();
  };
  await Promise.all(Array.from({ length: 4 }, tab));
}

/** Everything that a reader may open or touch, as far as a script can. */
function touchEverything() {
  const focusable = 'a, area, audio, button, details, embed, iframe, input, object, select, summary, svg, textarea, video, xss, [contenteditable], [tabindex]';
  for (const details of document.querySelectorAll('details')) details.open = true;
  for (const element of document.querySelectorAll('main *')) {
    element.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
    if (element.matches(focusable)) element.focus({ preventScroll: true });
  }
}

test('nothing runs on any page, nothing is asked of another host', async (context) => {
  assert.ok(files.length > 1000 && packed.length > 10, `${files.length} pages, ${packed.length} pages of fragments`);
  await each(pages, async (page, file) => {
    await page.goto(base + file);
    await page.evaluate(touchEverything);
  });
  context.diagnostic(`${files.length} pages of ${sites.length} sites, ${pages.length} opened`);
  assert.deepEqual([dialogs, faults], [[], []]);
});

test('what a search finds and what it is asked for are text', async () => {
  await each(sites.filter((site) => !site.startsWith('settings-')), async (page, site) => {
    for (const query of ['alert script', 'evil', 'x', '__proto__ constructor', '<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', '{{7*7}}']) {
      await page.goto(`${base}${site}/search.html?q=${encodeURIComponent(query)}`);
      await page.waitForFunction(() => document.querySelector('[data-search-status]').textContent !== '');
      await page.evaluate(touchEverything);
    }
  });
  assert.deepEqual([dialogs, faults], [[], []]);
});

/** Names that run from right to left: where they stand amid other words, and those do not keep their place. */
function astray() {
  const fromRight = /[\u0590-\u08ff\u200f\u202b\u2067\ufb1d-\ufdff\ufe70-\ufefe]/;
  const isApart = (element) => /^(isolate|plaintext)/.test(getComputedStyle(element).unicodeBidi);
  const outside = (words) => {
    let depth = 0;
    return [...words].filter((letter) => {
      if (letter === '\u2068') depth += 1;
      const isOutside = depth === 0;
      if (letter === '\u2069' && depth) depth -= 1;
      return isOutside;
    }).join('');
  };
  const faults = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    let home = node.parentElement;
    if (home.closest('script, style, noscript, option, .prose, .short, .search-result, pre') || !fromRight.test(outside(node.data))) continue;
    while (!isApart(home)) home = home.parentElement;
    if (outside(home.textContent).trim() !== outside(node.data).trim()) faults.push(`${JSON.stringify(node.data.trim())} amid ${JSON.stringify(home.textContent.trim().slice(0, 90))}`);
  }
  // Seen: what comes after a name in its line stands to the right of it.
  const range = document.createRange();
  for (const element of document.querySelectorAll('main a, main span, main kbd')) {
    const after = element.nextSibling;
    if (!fromRight.test(element.textContent) || after?.nodeType !== Node.TEXT_NODE || !after.data.trim()) continue;
    range.setStart(after, after.data.search(/\S/));
    range.setEnd(after, after.data.search(/\S/) + 1);
    const [sign] = range.getClientRects();
    const name = [...element.getClientRects()].at(-1);
    if (sign && name && Math.abs(sign.bottom - name.bottom) < 4 && sign.left < name.right - 1) faults.push(`${JSON.stringify(after.data)} moved before ${JSON.stringify(element.textContent)}`);
  }
  return [...new Set(faults)];
}

test('words beside names that run from right to left stay in their place', async () => {
  const faults = [];
  const wanted = pages.filter((file) => file.startsWith('directions/'));
  assert.ok(wanted.length > 50, `${wanted.length} pages`);
  await each(wanted, async (page, file) => {
    await page.goto(base + file);
    for (const fault of await page.evaluate(astray)) faults.push(`${file}: ${fault}`);
  });
  await each(['directions/search.html?q=2025'], async (page, file) => {
    await page.goto(base + file);
    await page.waitForFunction(() => document.querySelector('[data-search-status]').textContent !== '');
    for (const fault of await page.evaluate(astray)) faults.push(`${file}: ${fault}`);
  });
  assert.deepEqual(faults, []);
});

test('every file in XML is well formed', async () => {
  const page = await browser.context.newPage();
  await page.goto(`${base}${sites[0]}/404.html`);
  const files = sites.flatMap((site) => list(site).filter((file) => /\.(xml|svg)$/.test(file)));
  assert.ok(files.length > 100, `${files.length} files`);
  const broken = await page.evaluate(async (addresses) => {
    const found = [];
    for (const address of addresses) {
      const request = new XMLHttpRequest();
      request.open('GET', address);
      request.overrideMimeType('application/xml');
      request.responseType = 'document';
      await new Promise((done) => { request.onload = done; request.send(); });
      if (!request.response || request.response.querySelector('parsererror')) found.push(address);
    }
    return found;
  }, files.map((file) => base + file));
  assert.deepEqual(broken, []);
});

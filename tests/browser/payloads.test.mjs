// Texts that attack, in every field of the model: in a real browser they are only text.
//
// `PAYLOADS` names the folder of sites that `PAYLOADS=DIR cargo test --test payloads` wrote; tests/run does both.
import assert from 'node:assert/strict';
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
const pages = sites
  .flatMap((site) => (site.startsWith('site-') ? list(site).filter((file) => file.endsWith('.html')) : [`${site}/index.html`]))
  .filter((file) => !text(file).includes('http-equiv="refresh"') && !(file.endsWith('404.html') && text(file).includes('https://example.org/a/assets/')));

let server, browser, base, faults;
const dialogs = [];

before(async () => {
  const policy = /Content-Security-Policy: (.*)/.exec(text(`${sites[0]}/_headers`))[1];
  server = createServer((request, response) => {
    const asked = path.join(folder, path.posix.normalize(decodeURIComponent(new URL(request.url, 'http://host').pathname)));
    const found = existsSync(asked) && statSync(asked).isFile();
    // A fragment, opened by itself, names no icon: the browser then asks for one of its own accord.
    const isIcon = request.url === '/favicon.ico';
    response.writeHead(isIcon ? 204 : found ? 200 : 404, {
      'Content-Type': `${KINDS[path.extname(asked).slice(1)] ?? 'text/plain'}; charset=utf-8`,
      'Content-Security-Policy': policy,
    });
    response.end(found ? readFileSync(asked) : '');
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
  for (const details of document.querySelectorAll('details')) details.open = true;
  for (const element of document.querySelectorAll('main *')) {
    element.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
    element.focus?.({ preventScroll: true });
  }
}

test('nothing runs on any page, nothing is asked of another host', async (context) => {
  assert.ok(pages.length > 1000, `${pages.length} pages`);
  await each(pages, async (page, file) => {
    await page.goto(base + file);
    await page.evaluate(touchEverything);
  });
  context.diagnostic(`${pages.length} pages of ${sites.length} sites`);
  assert.deepEqual([dialogs, faults], [[], []]);
});

test('what a search finds and what it is asked for are text', async () => {
  await each(sites.filter((site) => site.startsWith('site-')), async (page, site) => {
    for (const query of ['alert script', 'evil', 'x', '<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', '{{7*7}}']) {
      await page.goto(`${base}${site}/search.html?q=${encodeURIComponent(query)}`);
      await page.waitForFunction(() => document.querySelector('[data-search-status]').textContent !== '');
      await page.evaluate(touchEverything);
    }
  });
  assert.deepEqual([dialogs, faults], [[], []]);
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

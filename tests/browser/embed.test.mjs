// What other sites embed, in their pages: another origin, a hostile style, a strict policy, scripts off, nothing there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import Ajv from 'ajv/dist/2020.js';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { open } from './chromium.mjs';
import { host } from './host.mjs';
import { bytes, files, json, text } from './site.mjs';

const index = json('embed/index.json');
const language = Object.keys(index.items[0].languages)[0];
const question = index.items.find((item) => item.kind === 'question');
const topic = index.items.find((item) => item.kind === 'topic');
const steps = index.items.find((item) => item.kind === 'steps');
const shown = [question, topic, steps, index.items.find((item) => item.kind === 'compare')].filter(Boolean);
const own = files.filter((file) => file.startsWith('embed/') && !file.startsWith('embed/v/'));

/** A page of somebody else's on a port of its own; `pages` give its HTML, `policy` its content security policy. */
async function elsewhere(pages, policy) {
  const server = createServer((request, response) => {
    const page = pages[new URL(request.url, 'http://host').pathname.slice(1)];
    if (policy) response.setHeader('Content-Security-Policy', policy);
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.statusCode = page === undefined ? 404 : 200;
    response.end(page ?? '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { base: `http://127.0.0.1:${server.address().port}/`, close };
}

const page = (body, head = '', attributes = 'lang="en"') =>
  `<!DOCTYPE html>\n<html ${attributes}>\n<head><meta charset="utf-8"><title>Host</title>${head}</head>\n<body><main><h1>Host</h1><h2>Part</h2>\n${body}\n</main></body></html>\n`;

let site;
let browser;
before(async () => {
  site = await host('/faq/');
  browser = await open();
});
after(() => Promise.all([site.close(), browser.close()]));

const frame = (id, rest = '') => `<iframe src="${site.base}embed/${id}.html${rest}" title="${id}" width="640" height="300" loading="eager" referrerpolicy="no-referrer" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"></iframe>`;
const element = (id, rest = 'open') => `<faqtual-embed src="${site.base}embed/${id}.json" ${rest}><a href="${site.base}">Fallback</a></faqtual-embed>`;
const script = () => `<script src="${site.base}embed/embed.js" async></script>`;

/** Shows a host page; `run` gets the page, the requests that were sent and what the browser complained of. */
async function visit(body, run, { policy, head, attributes, context = browser.context } = {}) {
  const other = await elsewhere({ 'host.html': page(body, head, attributes) }, policy);
  const tab = await context.newPage();
  const requests = [];
  const faults = [];
  tab.on('request', (request) => requests.push(request.url()));
  tab.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  tab.on('pageerror', (error) => faults.push(String(error)));
  try {
    await tab.addInitScript(() => {
      window.told = [];
      for (const what of ['load', 'error']) addEventListener(`faqtual:${what}`, ({ detail }) => window.told.push({ what, ...detail }));
    });
    await tab.goto(`${other.base}host.html`, { waitUntil: 'load' });
    await run(tab, { requests, faults, other });
  } finally {
    await tab.close();
    await other.close();
  }
}

const told = (tab, count) => tab.waitForFunction((wanted) => window.told.length >= wanted, count);

/** Waits until the frame is as high as what it holds, within two pixels. */
const fits = async (tab, inside) => {
  let last;
  for (let turn = 0; turn < 300; turn += 1) {
    const wanted = await inside.evaluate(() => document.documentElement.getBoundingClientRect().height);
    const found = await tab.locator('iframe').evaluate((own) => own.clientHeight);
    last = `${found} for ${wanted}`;
    if (Math.abs(wanted - found) <= 2) return;
    await tab.evaluate(() => new Promise((resolve) => { requestAnimationFrame(resolve); }));
  }
  assert.fail(`the frame is ${last} high`);
};

describe('the files', () => {
  test('the index and all data are as the schema says', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const schema = json('embed/schema.json');
    const isIndex = ajv.compile(schema);
    assert.ok(isIndex(index), JSON.stringify(isIndex.errors));
    const isData = ajv.compile({ ...schema, $id: 'data', required: undefined, type: undefined, properties: undefined, $ref: '#/$defs/data' });
    const datas = files.filter((file) => /^embed\/.*\.json$/.test(file) && !/(index|schema|oembed)\.json$/.test(file));
    assert.ok(datas.length >= index.items.length * 2);
    for (const file of datas) assert.ok(isData(json(file)), `${file}: ${JSON.stringify(isData.errors)}`);
  });

  test('all fragments together are valid in a page, with one heading below another and no id', async () => {
    const rules = JSON.parse(readFileSync(new URL('.htmlvalidate.json', import.meta.url), 'utf8'));
    const validator = new HtmlValidate(new StaticConfigLoader(rules));
    const faults = [];
    const fragments = own.filter((file) => /\.fragment\.html$/.test(file));
    assert.ok(fragments.length >= index.items.length * 4);
    for (const file of fragments) {
      assert.doesNotMatch(text(file), /\s(id|style|on\w+)=|<script|<style/, file);
      const level = /\.h(\d)\.fragment/.exec(file)?.[1] ?? '3';
      assert.equal(/<h(\d)/.exec(text(file))[1], level, file);
    }
    const usual = fragments.filter((file) => /[^.]*\.fragment\.html$/.test(file) && !/\.h\d\./.test(file));
    const report = await validator.validateString(page(usual.map(text).join('\n')), 'host.html');
    for (const fault of report.results.flatMap((result) => result.messages)) faults.push(`${fault.line}: ${fault.ruleId}: ${fault.message}`);
    assert.deepEqual(faults, []);
  });

  test('the pages for frames are valid', async () => {
    const rules = JSON.parse(readFileSync(new URL('.htmlvalidate.json', import.meta.url), 'utf8'));
    const validator = new HtmlValidate(new StaticConfigLoader(rules));
    const faults = [];
    for (const file of own.filter((file) => /\.html$/.test(file) && !/fragment\.html$/.test(file))) {
      const report = await validator.validateString(text(file), file);
      for (const fault of report.results.flatMap((result) => result.messages)) faults.push(`${file}:${fault.line} ${fault.ruleId}: ${fault.message}`);
    }
    assert.deepEqual(faults, []);
  });

  test('pinned copies are what the index says they are', async () => {
    const { createHash } = await import('node:crypto');
    const of = (file) => `sha384-${createHash('sha384').update(bytes(file)).digest('base64')}`;
    assert.equal(of(`embed/v/${index.kit}/embed.js`), index.script_integrity);
    for (const { id, languages } of index.items) {
      for (const { hash, integrity } of Object.values(languages)) assert.equal(of(`embed/v/${hash}/${id}.json`), integrity, id);
    }
  });

  test('the script weighs at most 4 kB, a frame with all it loads at most 15 kB', () => {
    const weight = (file) => gzipSync(bytes(file), { level: 9 }).length;
    const kit = weight('embed/embed.css') + weight('embed/frame.js');
    assert.ok(weight('embed/embed.js') <= 4096, `${weight('embed/embed.js')}`);
    for (const item of index.items.filter((item) => item.kind === 'question' || item.kind === 'steps')) {
      assert.ok(weight(`embed/${item.id}.html`) + kit <= 15_360, item.id);
    }
  });
});

describe('the custom element', () => {
  const policy = () => `default-src 'none'; script-src ${site.base}embed/; style-src ${site.base}embed/; connect-src ${site.base}embed/; require-trusted-types-for 'script'; trusted-types 'none'`;

  for (const item of shown) {
    test(`shows ${item.id} under a strict policy, from its own origin alone`, async () => {
      await visit(element(item.id) + script(), async (tab, { requests, faults, other }) => {
        await told(tab, 1);
        assert.deepEqual(await tab.evaluate(() => window.told), [{ what: 'load', ids: [item.id] }]);
        const words = await tab.locator('faqtual-embed').evaluate((own) => own.shadowRoot.textContent);
        assert.ok(words.includes(item.languages[language].title));
        assert.equal(await tab.locator('faqtual-embed h3').first().isVisible(), true);
        assert.deepEqual(requests.filter((url) => !url.startsWith(`${site.base}embed/`) && !url.startsWith(other.base)), []);
        assert.deepEqual(faults, []);
        assert.equal(await tab.locator('faqtual-embed .fq-title a').first().getAttribute('href'), `${site.base}${item.languages[language].path}`);
      }, { policy: policy() });
    });
  }

  test('a hostile style does not get in, and none gets out', async () => {
    const hostile = '<style>* { all: unset !important } faqtual-embed, p, h3, article { position: fixed !important; font: 200px/3 cursive !important; color: red; display: none !important }</style>';
    await visit(`<p id="mine">Mine</p>${element(question.id)}${script()}`, async (tab) => {
      await told(tab, 1);
      const look = await tab.locator('faqtual-embed').evaluate((own) => {
        const style = (selector) => getComputedStyle(own.shadowRoot.querySelector(selector));
        return {
          host: getComputedStyle(own).position, shown: getComputedStyle(own).display, article: style('article').position,
          short: style('.fq-short').display, size: parseFloat(style('.fq-short').fontSize), link: style('a').textDecorationLine,
        };
      });
      assert.deepEqual({ ...look, size: look.size <= 32 }, { host: 'static', shown: 'block', article: 'static', short: 'block', size: true, link: 'underline' });
    }, { head: hostile });
    const mine = (tab) => tab.locator('#mine').evaluate((own) => JSON.stringify([...getComputedStyle(own)].map((name) => [name, getComputedStyle(own)[name]])));
    let alone;
    await visit('<p id="mine">Mine</p>', async (tab) => { alone = await mine(tab); });
    await visit(`<p id="mine">Mine</p>${element(question.id)}${script()}`, async (tab) => {
      await told(tab, 1);
      assert.equal(await mine(tab), alone);
    });
  });

  test('the host’s words stay when the data is gone, hostile or of another form', async () => {
    const bad = {
      version: { version: 2, nodes: [] },
      link: { version: 1, nodes: [['a', { href: 'javascript:window.broken=1' }, 'x']] },
      tag: { version: 1, nodes: [['script', {}, 'window.broken = 1']] },
    };
    const evil = await elsewhere({}, undefined);
    await visit(`${element('there-is-none')}<faqtual-embed src="data:application/json,${encodeURIComponent(JSON.stringify(bad.link))}">Fallback</faqtual-embed>` +
      `<faqtual-embed src="data:application/json,${encodeURIComponent(JSON.stringify(bad.tag))}">Fallback</faqtual-embed>` +
      `<faqtual-embed src="data:application/json,${encodeURIComponent(JSON.stringify(bad.version))}">Fallback</faqtual-embed>` +
      `<faqtual-embed src="${evil.base}x.json">Fallback</faqtual-embed>${script()}`, async (tab) => {
      await told(tab, 5);
      assert.ok((await tab.evaluate(() => window.told)).every(({ what, reason }) => what === 'error' && reason));
      assert.equal(await tab.getByText('Fallback').count(), 5);
      for (const words of await tab.getByText('Fallback').all()) assert.equal(await words.isVisible(), true);
      assert.equal(await tab.evaluate(() => window.broken), undefined);
    });
    await evil.close();
  });

  test('fifty of them, several ids in one, closed and open, another level', async () => {
    const fifty = Array.from({ length: 50 }, () => element(question.id, '')).join('');
    const several = `<faqtual-embed id="several" src="${site.base}embed/" ids="${question.id} ${steps.id}" level="4" open></faqtual-embed>`;
    await visit(fifty + several + script(), async (tab) => {
      await told(tab, 51);
      assert.ok((await tab.evaluate(() => window.told)).every(({ what }) => what === 'load'));
      assert.equal(await tab.locator('faqtual-embed:not([id]) details[open]').count(), 0);
      assert.ok(await tab.locator('#several details[open]').count() > 1);
      assert.equal(await tab.locator('#several h4').first().isVisible(), true);
      assert.equal(await tab.locator('#several h3').count(), 0);
    });
  });

  test('it takes the ink of a dark host, and stands from left to right in a page that does not', async () => {
    await visit(element(question.id) + script(), async (tab) => {
      await told(tab, 1);
      const article = tab.locator('faqtual-embed article');
      assert.equal(await article.evaluate((own) => getComputedStyle(own).color), 'rgb(238, 238, 238)');
      assert.equal(await article.evaluate((own) => getComputedStyle(own).direction), 'ltr');
    }, { head: '<style>body { background: #111; color: #eee }</style>', attributes: 'lang="ar" dir="rtl"' });
  });

  test('pinned, it shows what its integrity says and nothing else', async () => {
    const { hash, integrity } = question.languages[language];
    const pinned = (value) => `<faqtual-embed src="${site.base}embed/v/${hash}/${question.id}.json" integrity="${value}">Fallback</faqtual-embed>`;
    const kit = `<script src="${site.base}embed/v/${index.kit}/embed.js" integrity="${index.script_integrity}" crossorigin="anonymous" async></script>`;
    await visit(pinned(integrity) + pinned(index.script_integrity) + kit, async (tab) => {
      await told(tab, 2);
      assert.deepEqual((await tab.evaluate(() => window.told)).map(({ what }) => what).sort(), ['error', 'load']);
      const link = tab.locator('faqtual-embed link').first();
      assert.match(await link.getAttribute('integrity'), /^sha384-/);
      assert.equal(await tab.locator('faqtual-embed article').first().evaluate((own) => getComputedStyle(own).borderTopStyle), 'solid');
    });
  });
});

describe('the frame', () => {
  const policy = () => `default-src 'none'; frame-src ${site.base}embed/; script-src ${site.base}embed/`;

  test('fits its height, after closing and opening too', async () => {
    await visit(frame(question.id) + script(), async (tab, { faults, requests, other }) => {
      const inside = tab.frames()[1];
      await inside.waitForSelector('h1');
      assert.equal(await inside.locator('details').first().evaluate((own) => own.open), true);
      await fits(tab, inside);
      for (const isOpen of [false, true]) {
        await inside.locator('summary').first().click();
        await inside.waitForFunction((wanted) => document.querySelector('details').open === wanted, isOpen);
        await fits(tab, inside);
      }
      assert.deepEqual(faults, []);
      assert.deepEqual(requests.filter((url) => !url.startsWith(`${site.base}embed/`) && !url.startsWith(other.base)), []);
    }, { policy: policy() });
  });

  test('is closed when the host asks, and reads with scripts off', async () => {
    await visit(frame(question.id, '#closed'), async (tab) => {
      await tab.frames()[1].waitForFunction(() => document.querySelector('details')?.open === false);
    });
    const silent = await open({ javaScriptEnabled: false });
    try {
      await visit(frame(question.id), async (tab) => {
        const inside = tab.frameLocator('iframe');
        assert.equal(await inside.locator('.fq-answer').isVisible(), true);
        assert.equal(await inside.locator('.fq-dates').isVisible(), true);
      }, { context: silent.context });
    } finally {
      await silent.close();
    }
  });

  test('forged and absurd messages change nothing', async () => {
    await visit(frame(question.id) + script(), async (tab) => {
      const inside = tab.frames()[1];
      await inside.waitForSelector('h1');
      await fits(tab, inside);
      const before = await tab.locator('iframe').evaluate((own) => own.clientHeight);
      await tab.evaluate(() => {
        for (const height of [5000, 1e9, -1, NaN, '900', null]) postMessage({ type: 'faqtual:height', version: 1, id: 'x', height }, '*');
      });
      await inside.evaluate(() => {
        for (const height of [-1, NaN, Infinity, 1.5, '900', null, {}]) parent.postMessage({ type: 'faqtual:height', version: 1, id: 'x', height }, '*');
        parent.postMessage({ type: 'faqtual:height', version: 9, id: 'x', height: 700 }, '*');
        parent.postMessage('faqtual:height', '*');
      });
      assert.equal(await tab.locator('iframe').evaluate((own) => own.clientHeight), before);
      await inside.evaluate(() => parent.postMessage({ type: 'faqtual:height', version: 1, id: 'x', height: 1e9 }, '*'));
      await tab.waitForFunction((old) => document.querySelector('iframe').clientHeight !== old, before);
      assert.equal(await tab.locator('iframe').evaluate((own) => own.clientHeight), 12_000);
    });
  });

  test('pages that are no embeds cannot be framed', async () => {
    await visit(`<iframe src="${site.base}index.html" title="Home"></iframe>`, async (tab, { faults }) => {
      assert.ok(faults.some((fault) => fault.includes('frame-ancestors')), faults.join('\n'));
    });
  });
});

describe('the page that makes snippets', () => {
  test('its snippets work as they are in another site’s page', async () => {
    const tab = await browser.context.newPage();
    await tab.goto(`${site.base}embed.html#${steps.id}`);
    await tab.waitForFunction((id) => document.querySelector('#fq-what').value === id && document.querySelector('#fq-snippet').textContent, steps.id);
    for (const way of ['iframe', 'element']) {
      await tab.selectOption('#fq-way', way);
      await tab.waitForFunction((wanted) => document.querySelector('#fq-snippet').textContent.startsWith(wanted), way === 'iframe' ? '<iframe' : '<faqtual-embed');
      const snippet = await tab.locator('#fq-snippet').textContent();
      const policy = (await tab.locator('#fq-policy li').allTextContents()).join('; ');
      await visit(snippet, async (other, { faults }) => {
        if (way === 'element') await told(other, 1);
        const title = way === 'element' ? other.locator('faqtual-embed .fq-title') : other.frameLocator('iframe').locator('.fq-title');
        assert.match(await title.textContent(), /\S/);
        assert.deepEqual(faults, []);
      }, { policy: `default-src 'none'; ${policy}` });
    }
    await tab.close();
  });
});

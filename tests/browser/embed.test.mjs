// What other sites embed, in their pages: another origin, a hostile style, a strict policy, scripts off, nothing there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import Ajv from 'ajv/dist/2020.js';
import axe from 'axe-core';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import * as abroad from './abroad.mjs';
import { elsewhere, fits, page, told } from './abroad.mjs';
import { open } from './chromium.mjs';
import { host } from './host.mjs';
import { bytes, files, folder, json, text } from './site.mjs';

const index = json('embed/index.json');
const language = Object.keys(index.items[0].languages)[0];
const question = index.items.find((item) => item.kind === 'question');
const topic = index.items.find((item) => item.kind === 'topic');
const steps = index.items.find((item) => item.kind === 'steps');
const shown = [question, topic, steps, index.items.find((item) => item.kind === 'compare')].filter(Boolean);
const own = files.filter((file) => file.startsWith('embed/') && !file.startsWith('embed/v/'));

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

const visit = (body, run, { context = browser.context, ...rest } = {}) => abroad.visit(context, body, run, rest);

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
      assert.doesNotMatch(text(file), /\n\n/, file);
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

  test('the script weighs at most 4 kB', () => {
    const weight = gzipSync(bytes('embed/embed.js'), { level: 9 }).length;
    assert.ok(weight <= 4096, `${weight}`);
  });

  test('an answer of a topic rests on the sources that its numbers name in the one list of the topic', () => {
    let answers = 0;
    for (const { id } of index.items.filter((item) => item.kind === 'topic')) {
      const html = text(`embed/${id}.fragment.html`);
      const list = /<ol class="fq-sources">\n([^]*?)<\/ol>/.exec(html)[1].trim().split('\n');
      for (const section of html.split('<section').slice(1)) {
        const numbers = (/<p class="fq-sources">[^:]*: ([\d, ]+)<\/p>/.exec(section)?.[1] ?? '').split(', ').filter(Boolean);
        const alone = text(`embed/${/faq\/([^"/]+)\.html/.exec(section)[1]}.fragment.html`);
        const own = [.../<ul class="fq-sources">\n([^]*)<\/ul>/.exec(alone)?.[1].matchAll(/^<li><(?:a|span)\b[^>]*>([^<]*)</gm) ?? []];
        const titles = numbers.map((number) => /^<li><a [^>]*sources[^"]*#[^>]*>([^<]*)</.exec(list[number - 1])[1]);
        assert.deepEqual(titles.sort(), own.map((match) => match[1]).sort(), `${id}: ${section.slice(0, 200)}`);
        answers += titles.length > 0;
      }
    }
    assert.ok(answers > 0);
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

  test('without a network the host’s words stay until there is one', async () => {
    await visit(script(), async (tab) => {
      await tab.waitForFunction(() => customElements.get('faqtual-embed'));
      await browser.context.setOffline(true);
      try {
        await tab.locator('main').evaluate((main, html) => { main.insertAdjacentHTML('beforeend', html); }, element(question.id));
        await told(tab, 1);
        assert.equal((await tab.evaluate(() => window.told))[0].what, 'error');
        assert.equal(await tab.getByText('Fallback').isVisible(), true);
      } finally {
        await browser.context.setOffline(false);
      }
      await told(tab, 2);
      assert.equal((await tab.evaluate(() => window.told))[1].what, 'load');
      assert.equal(await tab.locator('faqtual-embed .fq-short').isVisible(), true);
    });
  });

  test('a host changes its looks by properties and parts', async () => {
    const head = '<style>faqtual-embed { --faqtual-accent: rgb(1, 2, 3); --faqtual-font: monospace; --faqtual-size: 20px } faqtual-embed::part(short) { letter-spacing: 3px }</style>';
    await visit(element(question.id) + script(), async (tab) => {
      await told(tab, 1);
      const look = await tab.locator('faqtual-embed').evaluate((own) => {
        const style = (selector) => getComputedStyle(own.shadowRoot.querySelector(selector));
        return [style('.fq-title a').color, style('.fq-short').fontFamily, style('.fq-short').fontSize, style('.fq-short').letterSpacing];
      });
      assert.deepEqual(look, ['rgb(1, 2, 3)', 'monospace', '20px', '3px']);
      const parts = await tab.locator('faqtual-embed').evaluate((own) => [...own.shadowRoot.querySelectorAll('[part]')].flatMap((inner) => [...inner.part]));
      for (const part of ['title', 'short', 'answer', 'sources', 'dates', 'home']) assert.ok(parts.includes(part), part);
    }, { head });
  });

  test('a host may hide it', async () => {
    await visit(element(question.id, 'hidden') + script(), async (tab) => {
      await told(tab, 1);
      assert.equal(await tab.locator('faqtual-embed').isVisible(), false);
    });
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
      assert.equal(await tab.locator('iframe').evaluate((own) => getComputedStyle(own).borderTopWidth), '0px');
      for (const isOpen of [false, true]) {
        await inside.locator('summary').first().click();
        await inside.waitForFunction((wanted) => document.querySelector('details').open === wanted, isOpen);
        await fits(tab, inside);
      }
      assert.deepEqual(faults, []);
      assert.deepEqual(requests.filter((url) => !url.startsWith(`${site.base}embed/`) && !url.startsWith(other.base)), []);
    }, { policy: policy() });
  });

  test('fits when the script of the host comes long after it', async () => {
    await visit(frame(question.id), async (tab) => {
      const inside = tab.frames()[1];
      await inside.waitForSelector('h1');
      assert.equal(await tab.locator('iframe').evaluate((own) => own.clientHeight), 300);
      await tab.addScriptTag({ url: `${site.base}embed/embed.js` });
      await fits(tab, inside);
    });
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

  test('a hostile style of the host changes nothing inside, and it fits all the same', async () => {
    const hostile = '<style>* { all: unset !important } iframe, article, p { font: 200px cursive !important; height: 20px !important; position: fixed !important; display: block !important }</style>';
    await visit(frame(question.id) + script(), async (tab) => {
      const inside = tab.frames()[1];
      await inside.waitForSelector('h1');
      await fits(tab, inside);
      const look = await inside.locator('.fq-short').evaluate((own) => [getComputedStyle(own).display, getComputedStyle(own).position, getComputedStyle(own).fontSize]);
      assert.deepEqual(look, ['block', 'static', '16px']);
    }, { head: hostile });
  });

  test('fifty of them fit, in a dark page from right to left too', async () => {
    const ids = index.items.filter((item) => item.kind === 'question').slice(0, 50).map((item) => item.id);
    const fifty = Array.from({ length: 50 }, (_, at) => frame(ids[at % ids.length], '#dark')).join('');
    await visit(fifty + script(), async (tab, { faults }) => {
      await Promise.all(tab.frames().slice(1).map((inside) => inside.waitForSelector('h1')));
      for (const inside of tab.frames().slice(1)) {
        // A browser may leave what is out of sight to be laid out later.
        const outside = await inside.frameElement();
        await outside.scrollIntoViewIfNeeded();
        const wanted = await inside.evaluate(() => Math.ceil(document.documentElement.getBoundingClientRect().height));
        await tab.waitForFunction(([own, height]) => Math.abs(own.clientHeight - height) <= 2, [outside, wanted]);
      }
      const [paper, ink, direction] = await tab.frames()[1].evaluate(() => [
        getComputedStyle(document.documentElement).colorScheme, getComputedStyle(document.querySelector('.fq-short')).color, getComputedStyle(document.body).direction,
      ]);
      assert.deepEqual([paper, ink, direction], ['dark', 'rgb(255, 255, 255)', 'ltr']);
      assert.deepEqual(faults, []);
    }, { policy: policy(), attributes: 'lang="ar" dir="rtl"' });
  });

  test('the heights of the index are about right', async () => {
    const tab = await browser.context.newPage();
    await tab.setViewportSize({ width: 640, height: 900 });
    const wrong = [];
    for (const item of index.items.filter((item) => item.kind !== 'gone').filter((_, at) => at % 5 === 0)) {
      await tab.goto(`${site.base}embed/${item.id}.html`);
      const real = Math.min(30_000, await tab.evaluate(() => document.documentElement.getBoundingClientRect().height));
      const share = item.languages[language].height / real;
      // Below by a line or two at most; above by as much as a narrow font saves.
      if (share < 0.85 || share > 1.35) wrong.push(`${item.id}: ${share.toFixed(2)}`);
    }
    await tab.close();
    assert.deepEqual(wrong, []);
  });

  test('axe finds nothing in it, light and dark', async () => {
    // The policy of a frame lets no tool in.
    const bare = await open({ bypassCSP: true });
    const faults = [];
    try {
      const tab = await bare.context.newPage();
      for (const { id } of shown) {
        await tab.goto(`${site.base}embed/${id}.html`);
        await tab.evaluate(axe.source);
        for (const colorScheme of ['light', 'dark']) {
          await tab.emulateMedia({ colorScheme });
          const report = await tab.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
          assert.ok(report.passes.length > 0);
          faults.push(...report.violations.map((fault) => `${id}, ${colorScheme}: ${fault.id}: ${fault.nodes[0].html}`));
        }
      }
    } finally {
      await bare.close();
    }
    assert.deepEqual(faults, []);
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
      assert.equal(await tab.locator('iframe').evaluate((own) => own.clientHeight), 30_000);
    });
  });

  test('pages that are no embeds cannot be framed', async () => {
    await visit(`<iframe src="${site.base}index.html" title="Home"></iframe>`, async (tab, { faults }) => {
      assert.ok(faults.some((fault) => fault.includes('frame-ancestors')), faults.join('\n'));
    });
  });
});

describe('the fragment', () => {
  const pasted = shown.map((item) => text(`embed/${item.id}.fragment.html`)).join('');

  test('says all that the frame says, in a page that allows nothing and with scripts off', async () => {
    const silent = await open({ javaScriptEnabled: false });
    try {
      await visit(pasted + element(question.id), async (tab, { requests, faults, other }) => {
        for (const [at, item] of shown.entries()) {
          const article = tab.locator('article').nth(at);
          const inside = await tab.context().newPage();
          await inside.goto(`${site.base}embed/${item.id}.html`);
          assert.equal(await article.innerText(), await inside.locator('article').innerText(), item.id);
          await inside.close();
          assert.equal(await article.locator('.fq-title').isVisible(), true);
        }
        assert.equal(await tab.getByText('Fallback').isVisible(), true);
        assert.deepEqual(requests, [`${other.base}host.html`]);
        assert.deepEqual(faults, []);
      }, { policy: "default-src 'none'", context: silent.context });
    } finally {
      await silent.close();
    }
  });

  test('takes the host’s looks, brings none, keeps its direction, and all its words under a hostile style', async () => {
    const head = '<style>* { all: unset !important } body { color: rgb(238, 238, 238); background: #111 }</style>';
    await visit(`<p id="mine">Mine</p>${pasted.repeat(13)}`, async (tab) => {
      assert.ok(await tab.locator('article').count() >= 50);
      assert.equal(await tab.locator('article[id], article [id], article [style], article script').count(), 0);
      assert.equal(await tab.locator('article').first().evaluate((own) => own.dir), 'ltr');
      const words = await tab.locator('article').first().evaluate((own) => own.innerText);
      for (const part of ['title', 'short', 'answer', 'sources', 'dates', 'home']) {
        const inner = await tab.locator(`article .fq-${part}`).first().evaluate((own) => own.innerText);
        assert.ok(inner.length > 3 && words.includes(inner), part);
      }
    }, { head, attributes: 'lang="ar" dir="rtl"' });
  });

  test('shows what its sources say, in their own words', () => {
    const quoted = index.items.filter((item) => item.kind === 'question').map((item) => text(`embed/${item.id}.fragment.html`)).filter((html) => /fq-sources[^]*<blockquote/.test(html));
    assert.ok(quoted.length > 0);
    for (const html of quoted) assert.match(html, /<li><[^]*?<blockquote[^>]*>\n<p>[^<]+<\/p>\n<\/blockquote>/);
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

  test('an address that names nothing is no obstacle', async () => {
    for (const hash of ['%', '%E0%A4', 'no-such-id']) {
      const tab = await browser.context.newPage();
      const errors = [];
      tab.on('pageerror', (error) => errors.push(error.message));
      await tab.goto(`${site.base}embed.html#${hash}`);
      await tab.waitForFunction(() => document.querySelector('#fq-snippet').textContent.startsWith('<iframe'));
      await tab.frameLocator('#fq-preview iframe').locator('.fq-title').waitFor();
      assert.deepEqual(errors, [], hash);
      await tab.close();
    }
  });

  test('what is to be pasted is ready for it: links whole, closed as asked; and from a disk the frame is there', async () => {
    const tab = await browser.context.newPage();
    await tab.goto(`${site.base}embed.html#${question.id}`);
    await tab.selectOption('#fq-way', 'html');
    await tab.check('#fq-closed');
    await tab.waitForFunction(() => /^<article[^]*<details class="fq-more">/.test(document.querySelector('#fq-snippet').textContent));
    const snippet = await tab.locator('#fq-snippet').textContent();
    assert.ok(snippet.includes(` href="${site.base}${question.languages[language].path}"`));
    assert.doesNotMatch(snippet, / href="(?!https?:|mailto:|tel:)/);
    assert.match(await tab.frameLocator('#fq-preview iframe').locator('.fq-title').textContent(), /\S/);
    await tab.goto(`${pathToFileURL(folder)}/embed.html#${question.id}`);
    for (const way of ['iframe', 'element']) {
      await tab.selectOption('#fq-way', way);
      assert.match(await tab.frameLocator('#fq-preview iframe').locator('.fq-title').textContent(), /\S/);
      assert.equal(await tab.locator('#fq-preview .note').count(), way === 'iframe' ? 0 : 1);
    }
    await tab.close();
  });
});

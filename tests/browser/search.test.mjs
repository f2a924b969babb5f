// The search as readers use it: by keyboard alone, by ear, from a disk and from a host, on a small site and a large one.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { open, watch } from './chromium.mjs';
import { folder, json } from './site.mjs';

const LIMIT = { timeout: 180_000 };
const HOME = fileURLToPath(new URL('../..', import.meta.url));
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const { questions } = json('api/questions.json');

/** The binary: the one that `FAQTUAL` names, else the one that cargo built. */
function binary() {
  const target = process.env.CARGO_TARGET_DIR ?? path.join(HOME, 'target');
  const found = [process.env.FAQTUAL, path.join(target, 'release/faqtual'), path.join(target, 'debug/faqtual')].find((file) => file && existsSync(file));
  assert.ok(found, 'there is no faqtual: run `cargo build --release`, or name one by FAQTUAL');
  return found;
}

const PAGES = 1000;
const HOSTILE = '<img src=x onerror=alert(1)> </script><script>alert(2)</script> \u2067evil\u2069 zebra';
const SYLLABLES = ['ba', 'ren', 'to', 'mi', 'sal', 've', 'con', 'di', 'per', 'lo', 'ga', 'nis', 'tra', 'fe', 'hu', 'ker'];

/** A word for a number; the same number gives the same word. */
function wordOf(number) {
  let rest = number + 4096;
  let word = '';
  for (; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) word += SYLLABLES[rest % SYLLABLES.length];
  return word;
}

/** The minimal site with a hostile question, and with 1,000 explainers of 900 words, built in a folder of its own. */
function largeSite() {
  const root = mkdtempSync(path.join(tmpdir(), 'faqtual-search-'));
  cpSync(path.join(HOME, 'tests/sites/minimal'), root, { recursive: true });
  const fields = { short: '"`<b>Bold</b>` words."', answer: 'Text.', platforms: '[acme]', topics: '[rights]', receipts: '[acme-notice]', reviewed: '2026-11-23' };
  const rest = Object.entries(fields).map(([name, value]) => `\n  ${name}: ${value}`).join('');
  writeFileSync(path.join(root, 'content/faq/hostile.yaml'), `- id: hostile\n  question: ${JSON.stringify(HOSTILE)}${rest}\n`);
  let seed = 1;
  const random = () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  const words = (count) => Array.from({ length: count }, () => wordOf(Math.floor(30_000 ** random()))).join(' ');
  for (let page = 0; page < PAGES; page += 1) {
    const front = `---\ntitle: Explainer ${page} ${words(3)}\ndescription: ${words(8)}\nsummary: ${words(8)}\ntopics: [rights]\nplatforms: [acme]\nreviewed: 2026-11-23\n---\n`;
    const sections = Array.from({ length: 5 }, (_, at) => `\n## ${words(3)}\n\n${words(180)}${page === 500 && at === 2 ? ' quokkafoo' : ''}\n`);
    writeFileSync(path.join(root, `content/explainers/page-${page}.md`), front + sections.join(''));
  }
  const out = path.join(root, 'site');
  execFileSync(binary(), ['build', root, '--out', out, '--as-of', '2026-11-23'], { stdio: ['ignore', 'ignore', 'inherit'] });
  return { root, out };
}

const KINDS = { html: 'text/html; charset=utf-8', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', json: 'application/json' };

/** A host of a folder under a sub-path, on a free port; the parts of the index take `slow` milliseconds. */
async function host(root, below, slow = 0) {
  const server = createServer((request, response) => {
    const asked = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    const file = path.join(root, asked.slice(below.length));
    const isThere = asked.startsWith(below) && existsSync(file);
    response.statusCode = isThere ? 200 : 404;
    response.setHeader('Content-Type', KINDS[path.extname(file).slice(1)] ?? 'text/plain');
    const isPart = /\/search\/.-[^/]*$/.test(asked);
    setTimeout(() => response.end(isThere ? readFileSync(file) : ''), isPart ? slow : 0);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { base: `http://127.0.0.1:${server.address().port}${below}`, close };
}

const disk = async (root) => ({ base: `${pathToFileURL(root)}/`, close: () => {} });

/** Runs `use` on a new page of a new browser, and holds that nothing forbidden happened. */
async function inBrowser(base, options, use) {
  const browser = await open(options);
  try {
    const faults = await watch(browser.context, base);
    const page = await browser.context.newPage();
    page.on('dialog', (dialog) => {
      faults.push(`a dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    const asked = [];
    page.on('request', (request) => asked.push(request.url().slice(base.length)));
    await use(page, asked);
    assert.deepEqual(faults, []);
  } finally {
    await browser.close();
  }
}

const focused = (page) => page.evaluate(() => {
  const at = document.activeElement;
  return at.localName === 'a' ? at.getAttribute('href') : at.id || at.localName;
});
const ofSearch = (asked) => asked.filter((file) => /(^|\/)search[./]/.test(file) && !file.includes('.html'));
const panel = 'header [data-search-results]';

for (const [name, start] of [['from the disk', disk], ['from http under a sub-path', (root) => host(root, '/a/b/')]]) {
  describe(`the shipped site, ${name}`, () => {
    let place;
    before(async () => {
      place = await start(folder);
    });
    after(() => place.close());
    const on = (use) => () => inBrowser(place.base, {}, use);
    const wanted = questions.find((own) => own.question.split(' ').length > 4);

    test('by keyboard alone: slash, a question, arrows, Escape, Enter', LIMIT, on(async (page, asked) => {
      await page.goto(`${place.base}compare.html`);
      assert.deepEqual(ofSearch(asked), [], 'nothing is loaded before the box is used');
      await page.keyboard.press('/');
      assert.equal(await focused(page), 'fq-search');
      await page.keyboard.type(wanted.question.replace('?', ''));
      const first = page.locator(`${panel} [data-result] a`).first();
      await page.locator(`${panel} [data-result="question"] a[href*="${wanted.id}"]`).waitFor();
      assert.match(await page.locator('header [role="status"]').textContent(), /\d+ results?/);
      await page.keyboard.press('ArrowDown');
      assert.equal(await focused(page), await first.getAttribute('href'));
      await page.keyboard.press('ArrowUp');
      assert.equal(await focused(page), 'fq-search');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Escape');
      assert.equal(await focused(page), 'fq-search');
      assert.ok(await page.locator(panel).isHidden());
      await page.keyboard.type(' ');
      await page.locator(panel).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => url.pathname.endsWith(`${wanted.id}.html`));
    }));

    test('a slash that is typed stays a slash', LIMIT, on(async (page) => {
      await page.goto(`${place.base}index.html`);
      await page.keyboard.press('/');
      await page.keyboard.type('a/b');
      assert.equal(await page.locator('#fq-search').first().inputValue(), 'a/b');
    }));

    test('what is found stands in named lists, with its answer, its date and the match marked', LIMIT, on(async (page) => {
      await page.goto(`${place.base}search.html?q=private+messages`);
      const question = page.locator('main [data-search-list] li[data-result="question"]').first();
      await question.waitFor();
      const lists = await page.locator('main [data-search-list] ol').evaluateAll((all) => all.map((list) => document.getElementById(list.getAttribute('aria-labelledby'))?.textContent));
      assert.equal(lists[0], 'Answers');
      assert.ok(lists.length > 1 && lists.every(Boolean), lists.join());
      assert.ok((await question.locator('mark').count()) > 0);
      assert.match(await question.innerText(), /Reviewed \d+ \w+ 20\d\d/);
      assert.equal(await page.locator('main [role="status"][data-search-status]').count(), 1);
      assert.equal(await page.getByRole('search').count(), 1);
    }));

    test('query and facets stand in the address, and the back button takes back', LIMIT, on(async (page) => {
      await page.goto(`${place.base}search.html`);
      await page.locator('main input[type="search"]').fill('messages');
      await page.locator('main [data-result]').first().waitFor();
      const count = () => page.locator('main [role="status"]').textContent();
      const all = await count();
      const value = await page.locator('#fq-platform option').nth(1).getAttribute('value');
      await page.locator('#fq-platform').selectOption(value);
      await page.waitForFunction((before) => document.querySelector('main [role="status"]').textContent !== before, all);
      const address = new URL(page.url());
      assert.deepEqual([address.searchParams.get('q'), address.searchParams.get('platform')], ['messages', value]);
      const some = await count();
      assert.ok(parseInt(some, 10) < parseInt(all, 10) && parseInt(some, 10) > 0, `${some} of ${all}`);
      await page.goBack();
      await page.waitForFunction((before) => document.querySelector('main [role="status"]').textContent === before, all);
      assert.equal(await page.locator('#fq-platform').inputValue(), '');
      await page.goForward();
      await page.waitForFunction((before) => document.querySelector('main [role="status"]').textContent === before, some);
      await page.locator('main [data-result] a').first().click();
      await page.waitForURL((url) => !url.pathname.endsWith('/search.html'));
      await page.goBack();
      await page.locator('main [data-result]').first().waitFor();
      assert.equal(await page.locator('#fq-platform').inputValue(), value);
    }));

    test('no result offers the nearest words and the topics', LIMIT, on(async (page) => {
      await page.goto(`${place.base}search.html`);
      await page.locator('main input[type="search"]').fill('zzqxqyvvk');
      await page.locator('main .search-instead a').first().waitFor();
      assert.match(await page.locator('main [role="status"]').textContent(), /Nothing found/);
      assert.ok((await page.locator('main .search-instead a[href*="topic="]').count()) > 2);
      await page.locator('main .search-instead a[href*="topic="]').first().click();
      await page.locator('main [data-result]').first().waitFor();
      assert.notEqual(await page.locator('#fq-topic').inputValue(), '');
    }));

    test('the list of all questions is narrowed in place', LIMIT, on(async (page, asked) => {
      await page.goto(`${place.base}faq.html`);
      assert.deepEqual(ofSearch(asked), []);
      const shown = page.locator('main article.question:visible');
      const whole = await shown.count();
      await page.locator('#fq-filter').fill(wanted.question);
      await page.waitForFunction((before) => [...document.querySelectorAll('main article.question')].filter((own) => !own.hidden).length < before, whole);
      assert.ok(await page.locator(`[id="${wanted.id}"]`).isVisible());
      assert.ok((await page.locator('main section.topic:visible h2').count()) > 0);
      assert.match(await page.locator('main [role="status"]').textContent(), /\d/);
      await page.keyboard.press('Escape');
      await page.waitForFunction((before) => [...document.querySelectorAll('main article.question')].filter((own) => !own.hidden).length === before, whole);
    }));
  });
}

test('who types on while the index is still coming finds all the same', LIMIT, async () => {
  const place = await host(folder, '/', 1500);
  try {
    await inBrowser(place.base, {}, async (page) => {
      await page.goto(`${place.base}compare.html`);
      const box = page.locator('header input[type="search"]');
      await box.pressSequentially('private messages', { delay: 150 });
      const counted = /^(\d+) /.exec(await page.locator('header [role="status"]').filter({ hasText: /\d/ }).textContent())[1];
      await page.locator(`${panel} [data-result]`).nth(Math.min(counted, 5) - 1).waitFor({ timeout: 5000 });
    });
  } finally {
    place.close();
  }
});

test('axe finds nothing in results, with no result, and in the narrowed list', LIMIT, async () => {
  const { base } = await disk(folder);
  await inBrowser(base, { bypassCSP: true, reducedMotion: 'reduce' }, async (page) => {
    await page.addInitScript(axe.source);
    const states = [
      ['index.html', '#fq-search', 'private messages', '[data-result]'], ['compare.html', 'header #fq-search', 'private messages', '[data-result]'],
      ['search.html', '#fq-search', 'private messages', '[data-result]'], ['search.html', '#fq-search', 'zzqxqyvvk', '.search-instead a'],
      ['compare.html', '#fq-search', 'zzqxqyvvk', '.search-instead a'], ['faq.html', '#fq-filter', 'private messages', 'article[hidden]'],
    ];
    const faults = [];
    for (const [file, box, query, sign] of states) {
      await page.goto(base + file);
      await page.locator(box).first().fill(query);
      await page.locator(sign).first().waitFor({ state: 'attached' });
      const report = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'], preload: false }), RULES);
      for (const { id, nodes } of report.violations) faults.push(`${file} ${query}: ${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`);
    }
    assert.deepEqual(faults, []);
  });
});

describe('a site of 1,000 generated pages', () => {
  let site;
  before(() => {
    site = largeSite();
  });
  after(() => rmSync(site.root, { recursive: true, force: true }));

  for (const [name, start] of [['from the disk', disk], ['from http under a sub-path', (root) => host(root, '/a/b/')]]) {
    test(`the search loads the parts that a query needs, ${name}`, LIMIT, async () => {
      const place = await start(site.out);
      try {
        await inBrowser(place.base, {}, async (page, asked) => {
          await page.goto(`${place.base}index.html`);
          const box = page.locator('header input[type="search"]').or(page.locator('input[type="search"]')).first();
          await box.fill('quokkafoo');
          await page.locator('[data-result] a[href*="page-500.html"]').waitFor();
          const parts = ofSearch(asked).filter((file) => /search\/t-/.test(file));
          assert.ok(parts.length >= 1 && parts.length <= 3, parts.join());
          await box.fill('quokafoo');
          await page.locator('[data-result] a[href*="page-500.html"]').waitFor();
          await box.fill(`${wordOf(5)} ${wordOf(40)}`);
          await page.locator('[data-result]').nth(1).waitFor();
        });
      } finally {
        place.close();
      }
    });
  }

  test('hostile titles are text', LIMIT, async () => {
    const { base } = await disk(site.out);
    await inBrowser(base, {}, async (page) => {
      await page.goto(`${base}search.html?q=zebra`);
      const link = page.locator('main [data-result="question"] a').first();
      await link.waitFor();
      assert.equal(await link.textContent(), HOSTILE);
      assert.equal(await link.getAttribute('dir'), 'auto');
      assert.deepEqual(await page.locator('main [data-search-list]').evaluate((area) => [...area.querySelectorAll('img, script, b')].length), 0);
      assert.match(await page.locator('main [data-result="question"] .search-result-short').first().textContent(), /<b>Bold<\/b>/);
    });
  });
});

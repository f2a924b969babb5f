// What those who embed may rely on: languages side by side, former ids, what is gone, pinned copies, what falls due.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as abroad from './abroad.mjs';
import { published, told } from './abroad.mjs';
import { open } from './chromium.mjs';
import { program } from './program.mjs';

const MINIMAL = fileURLToPath(new URL('../sites/minimal', import.meta.url));
const QUESTION = 'content/faq/acme.yaml';

/** A site in two languages whose question had another id, and where another question is gone. */
function written(folder) {
  const put = (file, text) => writeFileSync(path.join(folder, file), text);
  const read = (file) => readFileSync(path.join(folder, file), 'utf8');
  cpSync(MINIMAL, folder, { recursive: true });
  put('content/site.yaml', `languages: [en, fr]\n${read('content/site.yaml')}`);
  put(QUESTION, read(QUESTION).replace('  question:', '  former: [may-i-object]\n  question:').replace('[acme-notice]', '[{source: acme-notice, quote: You may say no.}]'));
  put('content/tombstones.yaml', '- id: old-form\n  why: The form it was about is gone.\n  see: can-i-object\n');
  cpSync(path.join(folder, 'content/faq'), path.join(folder, 'content/fr/faq'), { recursive: true });
  put('content/fr/site.yaml', 'title: Acme et vos données\ndescription: Ce que fait Acme.\n');
  put('content/fr/faq/acme.yaml', read(QUESTION).replace('Can I object?', 'Puis-je dire non ?').replace('Yes, at any time.', 'Oui, à tout moment.'));
  return { put, read };
}

let root;
let site;
let browser;
let files;
const build = (...words) => execFileSync(program(), ['build', root, '--as-of', '2026-11-23', '--out', path.join(root, 'dist'), ...words], { stdio: 'pipe' });
const embed = (...words) => execFileSync(program(), ['embed', ...words, root, '--as-of', '2026-11-23', '--base-url', site.base], { encoding: 'utf8', stdio: 'pipe' });
const index = () => JSON.parse(readFileSync(path.join(root, 'dist/embed/index.json'), 'utf8'));
const file = (name) => readFileSync(path.join(root, 'dist', name), 'utf8');
const visit = (...rest) => abroad.visit(browser.context, ...rest);
const element = (id, rest = 'open') => `<faqtual-embed src="${site.base}embed/${id}.json" ${rest}>Fallback</faqtual-embed>`;
const script = () => `<script src="${site.base}embed/embed.js" async></script>`;
const words = (tab, at) => tab.locator('faqtual-embed').nth(at).evaluate((own) => own.shadowRoot.textContent);

before(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'faqtual-contract-'));
  files = written(root);
  site = await published(path.join(root, 'dist'));
  build('--base-url', site.base);
  browser = await open();
});
after(async () => {
  await Promise.all([site?.close(), browser?.close()]);
  rmSync(root, { recursive: true, force: true });
});

describe('the contract', () => {
  test('two languages stand in one page, each by every way with its own words and its own language', async () => {
    const frames = ['can-i-object', 'fr/can-i-object'].map((id) => `<iframe src="${site.base}embed/${id}.html" title="${id}" sandbox="allow-scripts"></iframe>`);
    const fragments = ['', 'fr/'].map((below) => file(`embed/${below}can-i-object.fragment.html`));
    await visit(element('can-i-object') + element('fr/can-i-object') + frames.join('') + fragments.join('') + script(), async (tab) => {
      await told(tab, 2);
      for (const [at, [tag, title, short, page]] of [['en', 'Can I object?', 'Yes, at any time.', 'faq/'], ['fr', 'Puis-je dire non ?', 'Oui, à tout moment.', 'fr/faq/']].entries()) {
        const ways = [tab.locator('faqtual-embed').nth(at), tab.frameLocator('iframe').nth(at), tab.locator('main')];
        for (const [way, within] of ways.entries()) {
          const article = within.locator('article').nth(way === 2 ? at : 0);
          assert.equal(await article.getAttribute('lang'), tag);
          assert.equal(await article.locator('.fq-title').textContent(), title);
          assert.equal(await article.locator('.fq-short').textContent(), short);
          assert.equal(await article.locator('.fq-title a').evaluate((own) => own.href), `${site.base}${page}can-i-object.html`);
        }
      }
    });
    assert.deepEqual(Object.keys(index().items.find((item) => item.id === 'can-i-object').languages), ['en', 'fr']);
    assert.match(embed('can-i-object', '--language', 'fr'), /Puis-je dire non/);
  });

  test('a former id goes on answering, by every way', async () => {
    assert.deepEqual(index().items.find((item) => item.id === 'can-i-object').former, ['may-i-object']);
    const frame = `<iframe src="${site.base}embed/may-i-object.html" title="Frame" sandbox="allow-scripts"></iframe>`;
    await visit(element('may-i-object') + element('fr/may-i-object') + frame + script(), async (tab) => {
      await told(tab, 2);
      assert.deepEqual(await tab.evaluate(() => window.told.map(({ what, ids }) => [what, ...ids])), [['load', 'can-i-object'], ['load', 'can-i-object']]);
      assert.match(await words(tab, 0), /Yes, at any time\./);
      assert.match(await tab.frameLocator('iframe').locator('.fq-short').textContent(), /Yes, at any time\./);
    });
    for (const form of ['fragment.html', 'h5.fragment.html', 'md', 'json', 'oembed.json']) {
      assert.equal(file(`embed/may-i-object.${form}`), file(`embed/can-i-object.${form}`), form);
    }
    assert.equal(embed('may-i-object'), embed('can-i-object'));
  });

  test('what is gone says why, and what to read instead', async () => {
    assert.equal(index().items.find((item) => item.id === 'old-form').kind, 'gone');
    // Copies that are pinned or pasted go on leading to its page.
    for (const below of ['', 'fr/']) assert.match(file(`${below}faq/old-form.html`), /The form it was about is gone\./);
    const frame = `<iframe src="${site.base}embed/old-form.html" title="Frame" sandbox="allow-scripts"></iframe>`;
    await visit(element('old-form') + frame + file('embed/old-form.fragment.html') + script(), async (tab) => {
      await told(tab, 1);
      for (const article of [tab.locator('faqtual-embed article'), tab.frameLocator('iframe').locator('article'), tab.locator('main > article')]) {
        assert.match(await article.textContent(), /withdrawn[^]*The form it was about is gone\.[^]*Can I object\?/);
        assert.equal(await article.getByText('Can I object?').evaluate((own) => own.href), `${site.base}faq/can-i-object.html`);
      }
    });
  });

  test('sources are quoted', async () => {
    await visit(element('can-i-object') + script(), async (tab) => {
      await told(tab, 1);
      const source = tab.locator('faqtual-embed .fq-sources li');
      assert.equal(await source.locator('blockquote').textContent(), 'You may say no.');
      assert.equal(await source.locator('a').getAttribute('href'), 'https://acme.example/privacy#:~:text=You%20may%20say%20no%2E');
    });
  });

  test('question pages lead to oEmbed, whose frame shows the answer', async () => {
    for (const below of ['', 'fr/']) {
      const link = /<link rel="alternate" type="application\/json\+oembed" href="([^"]+)" title="([^"]+)">/.exec(file(`${below}faq/can-i-object.html`));
      assert.ok(link, below);
      const url = link[1].replaceAll('&amp;', '&');
      assert.equal(new URL(url).searchParams.get('url'), `${site.base}${below}faq/can-i-object.html`);
      const answer = await fetch(url).then((response) => response.json());
      assert.deepEqual([answer.version, answer.type, answer.title], ['1.0', 'rich', below ? 'Puis-je dire non ?' : 'Can I object?']);
      assert.match(answer.html, /^<iframe [^<>]*><\/iframe>$/);
      await visit(answer.html, async (tab) => {
        const inside = tab.frames()[1];
        await inside.waitForSelector('h1');
        assert.match(await inside.locator('.fq-title').textContent(), /\?/);
      });
    }
  });

  test('once the day of the next review has passed, a quiet note says so, and not before', async () => {
    const { due } = index().items.find((item) => item.id === 'can-i-object').languages.en;
    const day = (text, more) => new Date(new Date(`${text}T12:00:00`).getTime() + more * 86_400_000);
    const frame = `<iframe src="${site.base}embed/can-i-object.html" title="Frame" sandbox="allow-scripts"></iframe>`;
    for (const [more, isNoted] of [[0, false], [1, true]]) {
      const other = await open();
      try {
        await other.context.clock.setFixedTime(day(due, more));
        await abroad.visit(other.context, element('can-i-object') + frame + script(), async (tab) => {
          await told(tab, 1);
          await tab.frameLocator('iframe').locator('.fq-home').waitFor();
          for (const note of [tab.locator('faqtual-embed .fq-note'), tab.frameLocator('iframe').locator('.fq-note')]) {
            assert.equal(await note.isVisible(), isNoted, `${due} and ${more}`);
          }
        });
      } finally {
        await other.close();
      }
    }
    const late = day(due, 1).toISOString().slice(0, 10);
    const pasted = (date) => execFileSync(program(), ['embed', 'can-i-object', root, '--as-of', date, '--base-url', site.base], { encoding: 'utf8', stdio: 'pipe' });
    assert.match(pasted(late), /class="fq-note"/);
    assert.doesNotMatch(pasted(due), /class="fq-note"/);
  });
});

describe('pinned copies', () => {
  test('survive the next build, of another text and another theme, and a host that checks them goes on working', async () => {
    const snippets = embed('can-i-object', '--pinned', '--as', 'element') + embed('can-i-object', '--pinned', '--as', 'iframe');
    const meets = (run) => visit(snippets + element('can-i-object'), async (tab) => {
      await told(tab, 2);
      assert.deepEqual(await tab.evaluate(() => window.told.map(({ what }) => what)), ['load', 'load']);
      await run(tab);
    });
    const inFrame = (tab) => tab.frameLocator('iframe').locator('.fq-short');
    await meets(async (tab) => assert.match(await words(tab, 0), /Yes, at any time\./));
    const before = readdirSync(path.join(root, 'dist/embed/v'));

    files.put(QUESTION, files.read(QUESTION).replace('Yes, at any time.', 'Yes, until 2030.'));
    cpSync(fileURLToPath(new URL('../../themes/default/embed', import.meta.url)), path.join(root, 'themes/mine/embed'), { recursive: true });
    files.put('themes/mine/theme.yaml', 'name: mine\nextends: default\n');
    files.put('themes/mine/embed/embed.css', `${files.read('themes/mine/embed/embed.css')}\n.fq-short { color: red }\n`);
    build('--base-url', site.base, '--theme', 'mine', '--keep-pinned', path.join(root, 'dist'));
    const kept = readdirSync(path.join(root, 'dist/embed/v'));
    for (const hash of before) assert.ok(kept.includes(hash), hash);
    assert.ok(kept.length > before.length);
    await meets(async (tab) => {
      assert.match(await words(tab, 0), /Yes, at any time\./);
      assert.match(await words(tab, 1), /Yes, until 2030\./);
      assert.match(await inFrame(tab).textContent(), /Yes, at any time\./);
      assert.equal(await inFrame(tab).evaluate((own) => getComputedStyle(own).color === 'rgb(255, 0, 0)'), false);
    });
    assert.match(execFileSync(program(), ['build', root, '--verify', path.join(root, 'dist')], { encoding: 'utf8', stdio: 'pipe' }), /as built/);

    // Kept of what was kept: still there. Not asked for: gone.
    build('--base-url', site.base, '--keep-pinned', path.join(root, 'dist'));
    for (const hash of before) assert.ok(existsSync(path.join(root, 'dist/embed/v', hash)), hash);
    build('--base-url', site.base);
    const [pinned] = /embed\/v\/\w+\/can-i-object\.json/.exec(snippets);
    assert.equal(existsSync(path.join(root, 'dist', pinned)), false);
  });
});

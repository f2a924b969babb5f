// `faqtual serve --watch` as an editor has it: the real server, real files, real Chromium. No test waits on time.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { open, watch } from './chromium.mjs';
import { program } from './program.mjs';

const LIMIT = { timeout: 120_000 };
const HOME = fileURLToPath(new URL('../..', import.meta.url));

/** Starts the server; gives its address and how to end it, by force as a crash would. */
async function serve(root, port = 0) {
  const child = spawn(program(), ['serve', root, '--watch', '--port', String(port), '--as-of', '2026-11-23'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const base = /^serving (http:\S+)$/.exec(line)?.[1];
    if (!base) continue;
    child.stdout.resume();
    const kill = async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    };
    return { base, port: Number(new URL(base).port), kill };
  }
  throw new Error('the server ended before it served');
}

const LONG = Array.from({ length: 60 }, (_, number) => `Paragraph ${number} says little.\n`).join('\n');
const EXPLAINER = 'content/explainers/what-changes.md';
const QUESTIONS = 'content/faq/acme.yaml';

/** Runs `use` with a site in a folder of its own, its server, and a browser in which nothing forbidden may happen. */
function onSite(prepare, use) {
  return async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'faqtual-serve-'));
    const site = {
      root,
      at: (file) => path.join(root, file),
      read: (file) => readFile(path.join(root, file), 'utf8'),
      /** As editors save: a new file beside the old one, then moved over it. */
      async save(file, text) {
        await mkdir(path.dirname(site.at(file)), { recursive: true });
        await writeFile(site.at(`${file}.tmp`), text);
        await rename(site.at(`${file}.tmp`), site.at(file));
      },
      async edit(file, from, to) {
        const text = await site.read(file);
        assert.ok(text.includes(from), `${file} has no ${from}`);
        await site.save(file, text.replace(from, () => to));
      },
    };
    await cp(path.join(HOME, 'tests/sites/minimal/content'), site.at('content'), { recursive: true });
    await site.edit(EXPLAINER, '## What you can do', `${LONG}\n## What you can do`);
    await prepare(site);
    const browser = await open();
    let server = await serve(root);
    try {
      const faults = await watch(browser.context, server.base);
      site.restart = async () => {
        server = await serve(root, server.port);
      };
      await use({ site, base: server.base, context: browser.context, kill: () => server.kill(), faults, tab: (where) => tab(browser.context, server.base + where) });
      assert.deepEqual(faults, []);
    } finally {
      await browser.close();
      await server.kill();
      await rm(root, { recursive: true, force: true });
    }
  };
}

const nothing = async () => {};

/** Opens a page and marks it, so that a reload would show. */
async function tab(context, address) {
  const page = await context.newPage();
  await page.goto(address);
  await page.evaluate(() => {
    window.marked = true;
  });
  return page;
}

const isSame = (page) => page.evaluate(() => window.marked === true);
const dialog = (page) => page.getByRole('dialog');

test('an edit shows by itself, and all that a reader did stays', LIMIT, onSite(nothing, async ({ site, tab }) => {
  const page = await tab('explainers/what-changes.html');
  await page.locator('header input[type="search"]').fill('half a wo');
  await page.evaluate(() => {
    document.documentElement.dataset.theme = 'dark';
    document.documentElement.style.setProperty('color-scheme', 'dark');
    const added = document.createElement('details');
    added.innerText = 'added by a script';
    document.querySelector('main').append(added);
  });
  const link = page.locator('main a').last();
  await link.focus();
  const focused = await page.evaluateHandle(() => document.activeElement);
  await page.evaluate(() => scrollTo({ top: 700, behavior: 'instant' }));
  await site.edit(EXPLAINER, 'Paragraph 50 says little.', 'Paragraph 50 says a lot.');
  await page.getByText('Paragraph 50 says a lot.').waitFor();
  assert.ok(await isSame(page), 'no reload');
  assert.equal(await page.evaluate(() => scrollY), 700);
  assert.ok(await focused.evaluate((element) => element === document.activeElement && element.isConnected), 'the focus stays');
  assert.equal(await page.locator('header input[type="search"]').inputValue(), 'half a wo');
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  assert.equal(await page.getByText('added by a script').count(), 1, 'what scripts added stays');

  // More text above, a new section, a new title.
  await site.edit(EXPLAINER, 'Posts are used.', 'Posts are used. So are pictures.\n\n## Why\n\nBecause.');
  await page.getByText('So are pictures.').waitFor();
  await site.edit(EXPLAINER, 'title: What changes', 'title: What has changed');
  await page.getByRole('heading', { level: 1, name: 'What has changed' }).waitFor();
  assert.match(await page.title(), /^What has changed/);
  assert.ok(await isSame(page));
  assert.equal(await page.locator('header input[type="search"]').inputValue(), 'half a wo');
}));

test('opened answers stay open while others come and go', LIMIT, onSite(nothing, async ({ site, tab }) => {
  const page = await tab('compare.html');
  const details = page.locator('main tbody details').first();
  await details.locator('summary').click();
  assert.ok(await details.evaluate((element) => element.open));
  const rows = await site.read('content/comparison.yaml');
  await site.save('content/comparison.yaml', rows.replace('rows:\n', 'rows:\n  - id: earlier\n    label: A row before\n    group: who\n    kind: text\n    help: Something.\n'));
  // A missing fact is a problem; then it is there.
  await dialog(page).waitFor();
  assert.ok(await details.evaluate((element) => element.open && element.isConnected));
  await site.edit('content/platforms/acme.yaml', 'facts:\n', 'facts:\n  - fact: earlier\n    value: Words\n    receipts: [acme-notice]\n');
  await page.getByText('A row before').first().waitFor();
  await dialog(page).waitFor({ state: 'hidden' });
  const open = page.locator('main tbody details[open]');
  assert.equal(await open.count(), 1);
  assert.ok(await page.locator('main tr').filter({ hasText: 'State if you do nothing' }).locator('details[open]').count(), 'the same one');
  assert.ok(await isSame(page));
}));

test('only the tab whose page changed asks for it', LIMIT, onSite(nothing, async ({ site, tab }) => {
  const [letter, explainer] = [await tab('letters/objection.html'), await tab('explainers/what-changes.html')];
  const asked = [];
  letter.on('request', (request) => asked.push(request.url()));
  await site.edit('content/faq/acme.yaml', 'Yes, at any time.', 'Yes, whenever you like.');
  await site.edit(EXPLAINER, 'Posts are used.', 'All posts are used.');
  await explainer.getByText('All posts are used.').waitFor();
  assert.ok(await isSame(letter));
  const pages = asked.filter((url) => url.endsWith('.html'));
  assert.ok(pages.length <= 2, pages.join('\n'));
}));

const own = (css) => async (site) => {
  await site.edit('content/site.yaml', 'title:', 'theme: own\ntitle:');
  await site.save('themes/own/theme.yaml', 'name: own\nextends: default\n');
  await site.save('themes/own/styles/base.css', css);
};
const background = (page, colour) => page.waitForFunction((wanted) => getComputedStyle(document.body).backgroundColor === wanted, colour);

test('a style shows without a reload', LIMIT, onSite(own('body { background: rgb(1, 2, 3) }'), async ({ site, tab }) => {
  const page = await tab('faq.html');
  await background(page, 'rgb(1, 2, 3)');
  await page.locator('header input[type="search"]').fill('typed');
  for (const colour of ['rgb(4, 5, 6)', 'rgb(7, 8, 9)']) {
    await site.save('themes/own/styles/base.css', `body { background: ${colour} }`);
    await background(page, colour);
  }
  assert.ok(await isSame(page), 'no reload');
  await page.waitForFunction(() => document.querySelectorAll('link[rel=stylesheet]').length === 1);
  assert.equal(await page.locator('header input[type="search"]').inputValue(), 'typed');
}));

test('a script of the theme needs a reload, and what was typed stays', LIMIT, onSite(own('body { margin: 0 }'), async ({ site, tab }) => {
  const page = await tab('explainers/what-changes.html');
  await page.locator('header input[type="search"]').fill('typed');
  await page.evaluate(() => scrollTo({ top: 500, behavior: 'instant' }));
  const script = await readFile(path.join(HOME, 'themes/default/scripts/site.js'), 'utf8');
  await site.save('themes/own/scripts/site.js', `${script}\nwindow.another = true;\n`);
  await page.waitForFunction(() => window.another);
  await page.waitForFunction(() => scrollY === 500);
  assert.equal(await page.locator('header input[type="search"]').inputValue(), 'typed');
}));

test('a picture is shown anew', LIMIT, onSite(async (site) => {
  await site.save('content/assets/sign.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>');
  await site.edit(EXPLAINER, 'Posts are used.', 'Posts are used. ![a sign](../assets/sign.svg)');
}, async ({ site, tab }) => {
  const page = await tab('explainers/what-changes.html');
  const width = (wanted) => page.waitForFunction((value) => {
    const image = document.querySelector('main img');
    image.loading = 'eager';
    return image.naturalWidth === value;
  }, wanted);
  await width(10);
  await site.save('content/assets/sign.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"/>');
  await width(20);
  assert.ok(await isSame(page));
}));

test('a page that vanished says where it went', LIMIT, onSite(nothing, async ({ site, tab, faults }) => {
  const [letter, question, explainer] = [await tab('letters/objection.html'), await tab('faq/can-i-object.html'), await tab('explainers/what-changes.html')];
  // Another name for the same letter.
  await rename(site.at('content/letters/objection.md'), site.at('content/letters/no-training.md'));
  await dialog(letter).getByText('It moved to').waitFor();
  assert.equal(await dialog(letter).getByRole('link').evaluate((link) => link.href), new URL('no-training.html', letter.url()).href);
  assert.ok((await letter.locator('main').innerText()).includes('I object'), 'the last words are still there');
  await letter.keyboard.press('Escape');
  await dialog(letter).waitFor({ state: 'hidden' });
  // A question under a new id, with the former one.
  await site.edit(QUESTIONS, 'id: can-i-object', 'id: may-i-object\n  former: [can-i-object]');
  const link = dialog(question).getByRole('link');
  await link.waitFor();
  assert.equal(await link.evaluate((element) => element.href), new URL('may-i-object.html', question.url()).href);
  assert.ok(await link.evaluate((element) => element.getRootNode().activeElement?.getAttribute('role') === 'dialog'), 'the focus is there');
  await question.keyboard.press('Tab');
  await question.keyboard.press('Tab');
  await question.keyboard.press('Enter');
  await question.waitForURL('**/faq/may-i-object.html');
  // Gone, and back again.
  const text = await site.read(EXPLAINER);
  await rm(site.at(EXPLAINER));
  await dialog(explainer).getByText('No page of the site has taken its place.').waitFor();
  await site.save(EXPLAINER, text.replace('Posts are used.', 'Posts are back.'));
  await explainer.getByText('Posts are back.').waitFor();
  await dialog(explainer).waitFor({ state: 'hidden' });
  // A browser notes each 404 on its console.
  const expected = faults.filter((fault) => fault.includes('404 (Not Found)'));
  assert.ok(expected.length >= 2);
  faults.splice(0, faults.length, ...faults.filter((fault) => !fault.includes('404 (Not Found)')));
}));

test('problems are listed over the page, escaped, by keyboard, until they are mended', LIMIT, onSite(nothing, async ({ site, tab }) => {
  const page = await tab('faq.html');
  const before = await page.locator('main').innerText();
  const hostile = '<img src=x onerror=alert(1)>';
  await site.edit(QUESTIONS, 'topics: [rights]', `topics: ['${hostile}']`);
  await dialog(page).waitFor();
  const panel = dialog(page);
  assert.equal(await panel.getAttribute('aria-label'), '1 error');
  const text = await panel.innerText();
  for (const part of ['content/faq/acme.yaml:', hostile, 'malformed-id']) assert.ok(text.includes(part), `${part} in ${text}`);
  assert.match(text, /content\/faq\/acme\.yaml:\d+:\d+/);
  assert.ok((await panel.locator('mark').innerText()).includes(hostile));
  assert.equal(await panel.locator('img').count(), 0);
  assert.equal(await page.locator('main').innerText(), before, 'the last good site stays');
  assert.equal(await page.getByRole('alert').innerText(), '1 error in the site');
  // By keyboard: it has the focus, Escape hides it, the button brings it back.
  assert.ok(await panel.evaluate((element) => element.getRootNode().activeElement === element));
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'hidden' });
  const badge = page.getByRole('button', { name: '1 error' });
  await badge.focus();
  await page.keyboard.press('Enter');
  await panel.waitFor();
  await page.keyboard.press('Tab');
  assert.ok(await panel.getByRole('button').evaluate((element) => element.getRootNode().activeElement === element));
  // A second problem joins, with help.
  await site.edit('content/letters/objection.md', 'title: Objection', 'titel: Objection');
  await panel.getByText('content/letters/objection.md:').first().waitFor();
  assert.match(await panel.innerText(), /help: /);
  await site.edit('content/letters/objection.md', 'titel: Objection', 'title: Objection');
  await site.edit(QUESTIONS, `topics: ['${hostile}']`, 'topics: [rights]');
  await panel.waitFor({ state: 'hidden' });
  assert.equal(await badge.count(), 0);
  assert.ok(await isSame(page));
}));

test('problems leave the focus to who is typing', LIMIT, onSite(nothing, async ({ site, tab }) => {
  const page = await tab('faq.html');
  const box = page.locator('header input[type="search"]');
  await box.click();
  await box.pressSequentially('obj');
  await site.edit(QUESTIONS, 'topics: [rights]', 'topics: [wrong]');
  await dialog(page).waitFor();
  await page.keyboard.type('ect');
  assert.equal(await box.inputValue(), 'object');
  await site.edit(QUESTIONS, 'topics: [wrong]', 'topics: [rights]');
  await dialog(page).waitFor({ state: 'hidden' });
  assert.ok(await box.evaluate((element) => element === document.activeElement));
}));

test('warnings wait behind a button, and the site goes on', LIMIT, onSite(nothing, async ({ site, tab }) => {
  const page = await tab('explainers/what-changes.html');
  await site.edit(EXPLAINER, 'Posts are used.', 'Posts are used. Some <b>more</b>.');
  await page.getByText('Some <b>more</b>.').first().waitFor();
  const badge = page.getByRole('button', { name: /warning/ });
  await badge.waitFor();
  assert.equal(await dialog(page).count(), 0);
  await badge.click();
  assert.match(await dialog(page).innerText(), /raw-html[\s\S]*what-changes\.md:\d+:\d+/);
}));

test('the search finds what was written a moment ago', LIMIT, onSite(nothing, async ({ site, tab }) => {
  const page = await tab('explainers/what-changes.html');
  const box = page.locator('header input[type="search"]');
  const result = page.locator('header [data-result] a');
  await box.click();
  await box.pressSequentially('object');
  await result.first().waitFor();
  await site.edit(QUESTIONS, 'question: Can I object?', 'question: Can I use a zeppelin?');
  await page.waitForFunction(() => window.faqtualSearch.search('zeppelin').length > 0);
  await box.fill('zeppelin');
  await result.first().waitFor();
  assert.ok(await isSame(page));
}));

test('more tabs than a browser opens connections all follow, also when the first is closed', LIMIT, onSite(nothing, async ({ site, tab }) => {
  const tabs = [];
  for (let number = 0; number < 10; number += 1) tabs.push(await tab(number % 2 ? 'faq.html' : 'faq/can-i-object.html'));
  await site.edit(QUESTIONS, 'Can I object?', 'May I object?');
  for (const page of tabs) await page.getByText('May I object?').first().waitFor();
  await tabs.shift().close();
  await site.edit(QUESTIONS, 'May I object?', 'Could I object?');
  for (const page of tabs) await page.getByText('Could I object?').first().waitFor();
  for (const page of tabs) assert.ok(await isSame(page));
  // A tab that comes while there is a problem is told of it.
  await site.edit(QUESTIONS, 'topics: [rights]', 'topics: [wrong]');
  await dialog(tabs[0]).waitFor();
  const late = await tab('faq.html');
  await dialog(late).waitFor();
}));

test('after a crash and a restart the tabs come back by themselves', LIMIT, onSite(nothing, async ({ site, tab, kill, faults }) => {
  const [page, still] = [await tab('faq.html'), await tab('letters/objection.html')];
  await page.locator('header input[type="search"]').fill('typed');
  await kill();
  await site.edit(QUESTIONS, 'Can I object?', 'May I object?');
  await site.restart();
  await page.getByText('May I object?').first().waitFor();
  assert.ok(await isSame(page));
  assert.ok(await isSame(still));
  assert.equal(await page.locator('header input[type="search"]').inputValue(), 'typed');
  await site.edit(QUESTIONS, 'May I object?', 'Could I object?');
  await page.getByText('Could I object?').first().waitFor();
  // While the server was away, the browser could not connect and said so.
  const expected = /ERR_(CONNECTION|INCOMPLETE|EMPTY|NETWORK|ABORTED)/;
  faults.splice(0, faults.length, ...faults.filter((fault) => !expected.test(fault)));
}));

test('a site that begins with errors appears when they are mended', LIMIT, onSite((site) => site.edit(QUESTIONS, 'topics: [rights]', 'topics: [wrong]'), async ({ site, tab, faults }) => {
  const page = await tab('faq.html');
  await dialog(page).waitFor();
  assert.match(await dialog(page).innerText(), /acme\.yaml:\d+:\d+/);
  await site.edit(QUESTIONS, 'topics: [wrong]', 'topics: [rights]');
  await page.getByText('Can I object?').first().waitFor();
  faults.splice(0, faults.length, ...faults.filter((fault) => !fault.includes('503 (Service Unavailable)')));
}));

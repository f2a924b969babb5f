// What scripts add: choosing, remembering, filling in, copying. Nothing leaves the page, nothing is kept unasked.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { open, watch } from './chromium.mjs';
import { host } from './host.mjs';
import { attribute, json, onePageOfEachKind, pages } from './site.mjs';

const LIMIT = { timeout: 180_000 };
const pageOf = (kind) => onePageOfEachKind().find((own) => own.kind === kind).file;
const kept = (page) => page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage), document.cookie].flat().filter(Boolean));

describe('with scripts', () => {
  let place;
  before(async () => {
    place = await host('/a/b/');
  });
  after(() => place.close());

  const inBrowser = (options, use) => async () => {
    const browser = await open(options);
    try {
      const faults = await watch(browser.context, place.base);
      await use(await browser.context.newPage(), browser.context);
      assert.deepEqual(faults, []);
      assert.deepEqual(place.failed, []);
      assert.deepEqual(await browser.context.cookies(), []);
    } finally {
      await browser.close();
    }
  };

  const rows = (page) => page.locator('table.compare tbody > tr:visible:not(.group):not(.difference)');

  test('the comparison: a region, only differences, order; the address holds the choice and the way back works', LIMIT, inBrowser({}, async (page) => {
    const { rows: all } = json('compare.json');
    const regions = new Set(all.flatMap((row) => row.facts.flatMap((fact) => fact.regions)));
    await page.goto(`${place.base}compare.html`);
    assert.equal(await rows(page).count(), all.length);
    const region = (await page.locator('#fq-region option').evaluateAll((options) => options.map((own) => own.value))).find((own) => regions.has(own));
    await page.selectOption('#fq-region', region);
    await page.waitForURL((url) => url.searchParams.get('region') === region);
    const wrong = await page.locator('table.compare li[data-for]:visible').evaluateAll((lines, own) => lines.filter((line) => !line.dataset.for.split(' ').includes(own)).length, region);
    assert.equal(wrong, 0, 'what holds elsewhere is not shown');
    for (const row of await rows(page).all()) {
      for (const cell of await row.locator('td:visible').all()) {
        assert.notEqual((await cell.innerText()).replace(/\d+ sources?|Note and/g, '').trim(), '', `${await row.getAttribute('id')} says something`);
      }
    }
    await page.getByRole('checkbox', { name: /./ }).and(page.locator('[name=differences]')).check();
    await page.waitForURL((url) => url.searchParams.get('differences') === 'only');
    const different = await rows(page).count();
    assert.ok(different > 0 && different < all.length, `${different} of ${all.length} rows differ`);
    assert.match(await page.locator('[data-compare] [role=status]').innerText(), new RegExp(`${different}.*${all.length}`));
    const shared = page.url();
    await page.goBack();
    await page.waitForURL((url) => !url.searchParams.has('differences'));
    assert.equal(await rows(page).count(), all.length);
    await page.goto('about:blank');
    await page.goto(shared);
    assert.equal(await rows(page).count(), different, 'the address alone gives the same table');
    await page.locator('[data-compare] button[type=reset]').click();
    await page.waitForURL((url) => url.search === '');
    assert.equal(await rows(page).count(), all.length);
    await page.selectOption('#fq-order', 'name');
    const group = page.locator('table.compare tbody').first();
    const names = await group.locator('tr:not(.group):not(.difference) > th').evaluateAll((heads) => heads.map((head) => head.firstChild.textContent.trim()));
    assert.deepEqual(names, [...names].sort((one, other) => one.localeCompare(other, 'en')));
    assert.deepEqual(await kept(page), []);
  }));

  test('the comparison: platforms and rows are chosen, and copied as Markdown', LIMIT, inBrowser({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await page.goto(`${place.base}compare.html`);
    await page.locator('[data-choose] > summary').click();
    await page.locator('[data-rows] input').first().waitFor();
    const platforms = page.locator('[data-platforms] label');
    const gone = (await platforms.last().innerText()).trim();
    await platforms.last().locator('input').uncheck();
    assert.equal(await page.locator('table.compare thead th:visible', { hasText: gone }).count(), 0);
    const row = page.locator('[data-rows] input').first();
    const id = await row.inputValue();
    await row.uncheck();
    assert.equal(await page.locator(`[id="${id}"]`).isVisible(), false);
    await page.waitForURL((url) => url.searchParams.has('platforms') && url.searchParams.has('rows'));
    await page.locator('[data-compare] [data-copy]').click();
    await page.waitForFunction(() => document.querySelector('[data-compare] [role=status]').textContent === document.querySelector('[data-compare]').dataset.wordsCopied);
    const lines = (await page.evaluate(() => navigator.clipboard.readText())).trim().split('\n');
    assert.equal(lines.length, (await rows(page).count()) + 2);
    const columns = await platforms.count();
    for (const line of lines) assert.equal(line.replaceAll('\\|', '').split('|').length, columns + 2, line);
    assert.ok(!lines[0].includes(gone));
  }));

  test('which data: the same choices; a difference is one between used and not used, in the region that is chosen', LIMIT, inBrowser({}, async (page) => {
    await page.goto(`${place.base}data.html`);
    const all = await rows(page).count();
    await page.locator('[data-choose] > summary').click();
    await page.locator('[data-rows] input').first().waitFor();
    assert.equal(await page.locator('[data-rows] input').count(), all);
    assert.equal((await page.locator('[data-rows] legend').innerText()).trim(), await page.locator('table.compare thead th').first().innerText());
    await page.locator('[name=differences]').check();
    await page.waitForURL((url) => url.searchParams.get('differences') === 'only');
    const signs = (row) => row.locator('td:visible').evaluateAll((cells) => cells.map((cell) => [...cell.querySelectorAll('.cell-value .value, .by-region > li:not([hidden]) .value')].map((value) => value.className).join()));
    const apart = async () => {
      const count = await rows(page).count();
      assert.ok(count > 0 && count < all, `${count} of ${all} differ`);
      return Promise.all((await rows(page).all()).map(signs));
    };
    await apart();
    const region = await page.locator('#fq-region option').nth(1).getAttribute('value');
    await page.selectOption('#fq-region', region);
    await page.waitForURL((url) => url.searchParams.get('region') === region);
    for (const [one, ...others] of await apart()) assert.ok(others.some((other) => other !== one), `${one} and ${others}`);
    assert.equal(await page.locator('table.compare .by-region > li:visible').evaluateAll((lines, own) => lines.filter((line) => !line.dataset.for.split(' ').includes(own)).length, region), 0);
    await page.goBack();
    await page.goBack();
    await page.waitForURL((url) => url.search === '');
    assert.equal(await rows(page).count(), all);
    assert.deepEqual(await kept(page), []);
  }));

  test('on a phone the same table is a list of cards that name the platform', LIMIT, inBrowser({ viewport: { width: 360, height: 800 } }, async (page) => {
    await page.goto(`${place.base}compare.html`);
    const cell = page.locator('table.compare td[data-platform]').first();
    const [shown, name, display] = await cell.evaluate((own) => [getComputedStyle(own, '::before').content, own.dataset.platform, getComputedStyle(own).display]);
    assert.deepEqual([shown, display], [`"${name}"`, 'block']);
    assert.equal(await page.getByRole('table').first().getByRole('rowheader').first().isVisible(), true, 'it is still a table');
  }));

  test('am I affected: the chosen region stands alone, and is in no request', LIMIT, inBrowser({}, async (page) => {
    // An address that names none shows all.
    await page.goto(`${place.base}affected.html#%`);
    const sections = page.locator('[data-region]:visible');
    const count = await sections.count();
    assert.ok(count > 1);
    const link = page.locator('[data-affected-links] a').last();
    const region = (await link.getAttribute('href')).slice(1);
    await link.click();
    assert.equal(await link.getAttribute('aria-current'), 'true');
    assert.deepEqual(await sections.evaluateAll((all) => all.map((own) => own.id)), [region]);
    assert.equal(new URL(page.url()).hash, `#${region}`);
    assert.notEqual(await sections.locator('h3 a').count(), 0, 'links lead on');
    await page.locator('[data-affected] [data-all]').click();
    await page.waitForFunction((wanted) => document.querySelectorAll('[data-region]:not([hidden])').length === wanted, count);
    const account = page.locator('#fq-account');
    await account.selectOption({ index: 1 });
    const chosen = await account.inputValue();
    const ways = await page.locator('[data-accounts]').evaluateAll((all) => all.map((own) => [own.dataset.accounts.split(' '), own.hidden]));
    for (const [accounts, hidden] of ways) assert.equal(hidden, !accounts.includes(chosen));
    assert.deepEqual(await kept(page), []);
  }));

  test('steps: ticks are forgotten, unless this device is asked to remember; clearing clears', LIMIT, inBrowser({}, async (page) => {
    const file = pageOf('opt-out');
    const path = page.locator('[data-steps]').first();
    const ticks = path.locator('.steps input');
    const remember = path.locator('.step-tools input');
    await page.goto(place.base + file);
    await ticks.first().check();
    assert.deepEqual(await kept(page), []);
    await page.reload();
    assert.equal(await ticks.first().isChecked(), false);
    await ticks.nth(1).check();
    await remember.check();
    assert.deepEqual(await kept(page), [`faqtual:steps:${await path.getAttribute('id')}`]);
    await page.reload();
    assert.deepEqual(await Promise.all([ticks.first().isChecked(), ticks.nth(1).isChecked(), remember.isChecked()]), [false, true, true]);
    await path.locator('.step-tools button').first().click();
    assert.deepEqual(await kept(page), []);
    assert.equal(await ticks.nth(1).isChecked(), false);
  }));

  test('steps: one way alone prints on one sheet', LIMIT, inBrowser({}, async (page) => {
    await page.goto(place.base + pageOf('opt-out'));
    const sheets = async () => ((await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length;
    assert.ok((await sheets()) > 1);
    await page.evaluate(() => { window.print = () => {}; });
    const paths = page.locator('[data-steps]');
    for (const path of await paths.all()) {
      await path.locator('.step-tools button').last().click();
      await page.emulateMedia({ media: 'print' });
      const shown = await paths.evaluateAll((all) => all.filter((own) => own.checkVisibility()).map((own) => own.id));
      assert.deepEqual(shown, [await path.getAttribute('id')]);
      assert.equal(await sheets(), 1, shown[0]);
      await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
      await page.emulateMedia({ media: 'screen' });
    }
    assert.equal(await page.locator('[data-steps]:visible').count(), await paths.count());
  }));

  test('a letter: what is typed stands in it, is copied, and goes into a mail as RFC 6068 asks', LIMIT, inBrowser({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await page.goto(place.base + pageOf('letter'));
    const typed = 'Zoë & Söhne #1, 100% <b>';
    const field = page.locator('[data-fills]').first();
    const id = await field.getAttribute('data-fills');
    await field.fill(typed);
    const blanks = page.locator(`[data-letter-text] [data-blank="${id}"]`);
    assert.notEqual(await blanks.count(), 0);
    for (const blank of await blanks.all()) assert.equal(await blank.innerText(), typed);
    await page.locator('[data-letter] [data-copy]').click();
    await page.waitForFunction(() => document.querySelector('[data-letter] [role=status]').textContent !== '');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(copied.includes(typed) && copied.includes('\n\n'));
    const mail = await page.locator('[data-mail]').getAttribute('href');
    assert.match(mail, /^mailto:\?subject=[^&#?<>" ]+&body=[^&#?<>" ]+$/);
    assert.ok(!/%0A/.test(mail.replaceAll('%0D%0A', '')), 'every line break is CRLF');
    const [, subject, body] = /subject=([^&]*)&body=(.*)$/.exec(mail).map((part) => part && decodeURIComponent(part));
    assert.ok(!body.startsWith('Subject') && subject.length > 5);
    assert.equal(body.replaceAll('\r\n', '\n').trim(), copied.slice(copied.indexOf('\n\n') + 2).trim());
    await page.locator('[data-letter] button[type=reset]').click();
    await page.waitForFunction((value) => !document.querySelector('[data-letter-text]').textContent.includes(value), typed);
    assert.deepEqual(await kept(page), []);
  }));

  test('no page keeps anything on the device or sets a cookie', LIMIT, inBrowser({}, async (page) => {
    for (const { file } of onePageOfEachKind()) {
      await page.goto(place.base + file, { waitUntil: 'load' });
      assert.deepEqual(await kept(page), [], file);
    }
  }));
});

test('receipts of quoted web pages lead to the quoted words', () => {
  const quoted = pages.flatMap((page) => page.named('a')).map((link) => attribute(link, 'href') ?? '').filter((href) => href.includes('#:~:text='));
  assert.notEqual(quoted.length, 0);
  for (const href of quoted) assert.match(href, /^https?:[^#]+#:~:text=(?:[A-Za-z0-9]|%[0-9A-F]{2})+(?:,(?:[A-Za-z0-9]|%[0-9A-F]{2})+)?$/);
});

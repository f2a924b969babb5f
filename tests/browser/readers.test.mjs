// What a reader does, in real Chromium: from the disk, and from a host that serves the site under a sub-path.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { assertInSight, follow, open, watch } from './chromium.mjs';
import { host } from './host.mjs';
import { folder, json, onePageOfEachKind, pages } from './site.mjs';

const { questions } = json('api/questions.json');
const LIMIT = { timeout: 180_000 };

const wordsOf = (text) => text.toLowerCase().match(/[\p{Alphabetic}\p{N}]+/gu) ?? [];

/** The first of the words that does not stand in `shown`, in this order; others may stand between. */
function firstMissing(words, shown) {
  let at = 0;
  for (const word of words) {
    at = shown.indexOf(word, at) + 1;
    if (!at) return word;
  }
  return undefined;
}

/** A question and a word of its answer that stands nowhere else in the questions, the facts and the steps. */
function wordOfOneAnswer() {
  const others = ['facts', 'platforms', 'sources'].map((name) => JSON.stringify(json(`api/${name}.json`)));
  const elsewhere = new Set(wordsOf([...others, ...questions.flatMap((own) => [own.question, own.short, ...own.also])].join(' ')));
  const answers = questions.map((own) => new Set(wordsOf(own.answer)));
  for (const [at, own] of questions.entries()) {
    const word = [...answers[at]].find((word) => /^[a-z]{8,}$/.test(word) && !elsewhere.has(word) && !answers.some((words, other) => other !== at && words.has(word)));
    if (word) return { question: own, word };
  }
  throw new Error('no answer has a word of its own');
}

/** In the page: how wide it is and what sticks out, if it can be scrolled sideways. */
function wider() {
  const { scrollWidth } = document.scrollingElement;
  if (scrollWidth <= innerWidth) return null;
  const outside = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5);
  return `${scrollWidth}: ${outside.slice(0, 4).map((element) => element.outerHTML.slice(0, 60)).join(' | ')}`;
}

const PLACES = {
  'from the disk': async () => ({ base: `${pathToFileURL(folder)}/`, failed: [], close: () => {} }),
  'from http under a sub-path': () => host('/a/b/'),
};

for (const [name, start] of Object.entries(PLACES)) {
  describe(name, () => {
    let place;
    before(async () => {
      place = await start();
    });
    after(() => place.close());

    /** Runs `use` on a new page of a new browser, and holds that nothing forbidden happened. */
    const inBrowser = (options, use) => async () => {
      const browser = await open(options);
      try {
        const faults = await watch(browser.context, place.base);
        await use(await browser.context.newPage(), browser.context);
        assert.deepEqual(faults, []);
        assert.deepEqual(place.failed, []);
      } finally {
        await browser.close();
      }
    };

    test('from the first page to a question, to the comparison, to the steps of the opt-out', LIMIT, inBrowser({}, async (page) => {
      await page.goto(`${place.base}index.html`);
      const question = page.locator('main a[href^="faq/"]').first();
      const title = (await question.innerText()).trim();
      await follow(page, question);
      assert.equal((await page.locator('h1').innerText()).trim(), title);
      await follow(page, page.locator('nav a[href="../compare.html"]:visible').first());
      assert.ok(await page.locator('table caption').isVisible());
      await follow(page, page.locator('table a[href*="opt-out.html#"]:visible').first());
      const id = decodeURIComponent(new URL(page.url()).hash.slice(1));
      await assertInSight(page, `[id="${id}"]`);
      assert.notEqual(await page.locator(`[id="${id}"] ol > li:visible`).count(), 0);
    }));

    test('the search finds a question by a word of its answer', LIMIT, inBrowser({}, async (page) => {
      const { question, word } = wordOfOneAnswer();
      const found = (area) => page.locator(`${area} [data-result] a[href*="${question.id}"]`).first();
      await page.goto(`${place.base}compare.html`);
      const box = page.locator('header form[data-search] input[type="search"]');
      await box.click();
      await box.pressSequentially(word);
      await follow(page, found('header'));
      assert.ok((await page.locator('main').innerText()).includes(question.question));
      // The same by Enter, on the page that is all search, one folder up.
      await box.fill(word);
      await box.press('Enter');
      await page.waitForURL((url) => url.pathname.endsWith('/search.html') && url.searchParams.get('q') === word);
      await found('main').waitFor();
      assert.match(await page.locator('main [data-search-status]').innerText(), /\d/);
      await follow(page, found('main'));
      assert.ok((await page.locator('main').innerText()).includes(question.question));
    }));

    test('a link to one question shows that question', LIMIT, inBrowser({}, async (page) => {
      for (const { id, question } of [questions.at(0), questions.at(Math.floor(questions.length / 2)), questions.at(-1)]) {
        await page.goto('about:blank');
        await page.goto(`${place.base}faq.html#${id}`);
        await assertInSight(page, `[id="${id}"]`);
        const shown = page.locator(`[id="${id}"]`);
        assert.ok((await shown.innerText()).includes(question));
      }
    }));

    test('every kind of page loads without a fault', LIMIT, inBrowser({}, async (page) => {
      for (const { file } of onePageOfEachKind()) await page.goto(place.base + file, { waitUntil: 'load' });
    }));

    const phone = { width: 360, height: 800 };

    // How wide a page is does not hang on where it is from: scripts are off at one place and on at the other.
    test('no page is wider than a phone', LIMIT, inBrowser({ viewport: phone, javaScriptEnabled: name !== 'from the disk' }, async (page) => {
      const tooWide = [];
      for (const { file } of pages.filter((own) => own.kind !== 'redirect')) {
        await page.goto(place.base + file, { waitUntil: 'load' });
        for (const width of [320, 360]) {
          await page.setViewportSize({ ...phone, width });
          const outside = await page.evaluate(wider);
          if (outside) tooWide.push(`${file} at ${width}: ${outside}`);
        }
      }
      assert.deepEqual(tooWide, []);
    }));

    test('on a phone the menu leads on, and what the search finds fits', LIMIT, inBrowser({ viewport: phone }, async (page) => {
      const { question, word } = wordOfOneAnswer();
      await page.goto(`${place.base}index.html`);
      await page.locator('header button[popovertarget]').click();
      await follow(page, page.locator('header nav a[href="compare.html"]'));
      const box = page.locator('header form[data-search] input[type="search"]');
      await box.click();
      await box.pressSequentially(word);
      const found = page.locator(`header [data-result] a[href*="${question.id}"]`).first();
      await found.waitFor();
      assert.equal(await page.evaluate(wider), null);
      const { x, width } = await found.boundingBox();
      assert.ok(x >= 0 && x + width <= phone.width, 'the result stands inside the screen');
      await follow(page, found);
    }));

    for (const javaScriptEnabled of [true, false]) {
      const scripts = javaScriptEnabled ? 'on' : 'off';

      test(`the keyboard: the way past the header comes first, receipts open; scripts ${scripts}`, LIMIT, inBrowser({ javaScriptEnabled }, async (page) => {
        await page.goto(`${place.base}compare.html`);
        await page.keyboard.press('Tab');
        const first = page.locator(':focus');
        assert.match(await first.getAttribute('href'), /^#/);
        assert.ok((await first.boundingBox()).y >= 0, 'the focused link is in sight');
        const main = (await first.getAttribute('href')).slice(1);
        await page.keyboard.press('Enter');
        await page.waitForURL(`**#${main}`);
        assert.equal(await page.locator('main').getAttribute('id'), main);
        // On from there: nothing of the header is passed again.
        await page.keyboard.press('Tab');
        assert.equal(await page.locator('main :focus').count(), 1);

        const cell = page.locator('table.compare td').filter({ has: page.locator('summary') }).first();
        const receipt = cell.locator('details li').first();
        assert.equal(await receipt.isVisible(), false);
        await cell.locator('summary').focus();
        await page.keyboard.press('Enter');
        await receipt.waitFor();
        await page.keyboard.press('Tab');
        assert.equal(await cell.locator('details a:focus').count(), 1, 'the receipt can be reached');
      }));
    }

    test('with scripts off every answer reads', LIMIT, inBrowser({ javaScriptEnabled: false }, async (page) => {
      const unread = [];
      const read = async (where, own, area) => {
        const shown = wordsOf(await page.locator(area).innerText());
        for (const part of [own.question, own.short, own.answer]) {
          const missing = firstMissing(wordsOf(part), shown);
          if (missing !== undefined) unread.push(`${where}: ${own.id}: nothing from "${missing}" on of "${part}"`);
        }
      };
      await page.goto(`${place.base}faq.html`);
      for (const own of questions) await read('faq.html', own, `[id="${own.id}"]`);
      for (const own of questions) {
        await page.goto(place.base + own.path);
        await read(own.path, own, 'main');
      }
      assert.deepEqual(unread, []);
    }));

    test('with scripts off the index of all questions leads to each, and receipts open', LIMIT, inBrowser({ javaScriptEnabled: false }, async (page) => {
      await page.goto(`${place.base}search.html`);
      const links = await page.locator('main a:visible').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
      for (const own of questions) assert.ok(links.includes(own.path), `search.html leads to ${own.path}`);
      await page.goto(`${place.base}compare.html`);
      const details = page.locator('table.compare details').first();
      assert.equal(await details.locator('li').first().isVisible(), false);
      await details.locator('summary').click();
      await details.locator('li').first().waitFor();
    }));
  });
}

test('the first screen of a phone answers, with scripts off: what holds, since when, what to do', LIMIT, async () => {
  const browser = await open({ javaScriptEnabled: false, viewport: { width: 360, height: 780 } });
  const longest = [...questions].sort((one, other) => other.question.length + other.short.length - one.question.length - one.short.length)[0];
  const answers = {
    home: ['h1', '.lead > p:first-child'],
    platform: ['h1', '.short', '.button', '.highlights dt'],
    region: ['h1', '.short', '.highlights dd'],
    'opt-out': ['h1', '.way-list a'],
    affected: ['h1', '[data-affected-links] li:last-child'],
    question: ['h1', '.short', '.proof'],
    timeline: ['h1', '.starts-words'],
  };
  try {
    const page = await browser.context.newPage();
    const below = [];
    for (const { file, kind } of pages.filter((own) => answers[own.kind] && (own.kind !== 'question' || own.file === longest.path))) {
      await page.goto(`${pathToFileURL(folder)}/${file}`);
      for (const selector of answers[kind]) {
        const { y, height } = await page.locator(`main ${selector}`).first().boundingBox();
        if (y + height > 780) below.push(`${file}: ${selector} ends at ${Math.round(y + height)}`);
      }
    }
    assert.deepEqual(below, []);
  } finally {
    await browser.close();
  }
});

test('the watch notices what it is for', LIMIT, async () => {
  const page = '<!DOCTYPE html><title>x</title><link rel="icon" href="data:,"><p>x</p><script>document.title = "inline"</script><img src="https://elsewhere.invalid/x.png" alt="">';
  const place = await host('/a/b/', { 'bad.html': page });
  const browser = await open();
  try {
    const faults = await watch(browser.context, place.base);
    const tab = await browser.context.newPage();
    const breach = (what) => tab.waitForEvent('console', (message) => message.text().includes(what));
    await Promise.all([breach('script-src'), breach('img-src'), tab.goto(`${place.base}bad.html`)]);
    await tab.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    assert.equal(await tab.title(), 'x', 'the policy is in force');
    for (const sign of [/policy: script-src-elem forbids inline/, /policy: img-src forbids https:\/\/elsewhere/, /console: /]) {
      assert.ok(faults.some((fault) => sign.test(fault)), `${sign} in ${faults.join('\n')}`);
    }
  } finally {
    await browser.close();
    await place.close();
  }
});

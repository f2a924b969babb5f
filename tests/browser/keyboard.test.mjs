// With the keyboard alone: from the first page to a region, its steps, a receipt, the comparison and a letter.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { open } from './chromium.mjs';
import { folder, onePageOfEachKind } from './site.mjs';

const base = `${pathToFileURL(folder)}/`;
const LIMIT = { timeout: 300_000 };

/** In the page: what has the focus, and what is wrong with how it shows. */
function focused() {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const boxes = [...element.getClientRects()];
  const faults = [];
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) faults.push('its focus does not show');
  const inside = boxes.filter((box) => box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth);
  if (!inside.length) faults.push('it is out of sight');
  const seen = inside.some((box) => {
    const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
    const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
    const above = document.elementFromPoint(x, y);
    return above && (element.contains(above) || above.contains(element));
  });
  if (inside.length && !seen) faults.push('something covers it');
  return { tag: element.tagName, href: element.getAttribute('href') ?? '', in: element.closest('main') ? 'main' : 'frame', html: element.outerHTML.slice(0, 120), faults };
}

/** Presses Tab until `wanted` fits; each stop on the way must show. */
async function tabTo(page, wanted) {
  for (let stop = 0; stop < 400; stop += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(focused);
    assert.deepEqual(at.tag === 'BODY' ? [] : at.faults, [], `${page.url()}: ${at.html}`);
    if (wanted(at)) return at;
  }
  throw new Error(`${page.url()}: Tab never gets there`);
}

async function enter(page, wanted) {
  const at = await tabTo(page, wanted);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.href.endsWith(at.href.replace(/^(\.\.\/)+/, '')));
}

for (const viewport of [{ width: 1280, height: 720 }, { width: 360, height: 640 }]) {
  test(`a walk by keyboard at ${viewport.width} px: every stop shows, nothing covers it`, LIMIT, async () => {
    const { context, close } = await open({ viewport });
    try {
      const page = await context.newPage();
      await page.goto(`${base}index.html`);
      await enter(page, (at) => at.in === 'main' && /affected\.html#/.test(at.href));
      await enter(page, (at) => at.in === 'main' && /^[^/#]+\/[^/#]+\.html$/.test(at.href));
      await enter(page, (at) => at.in === 'main' && /opt-out\.html#/.test(at.href));
      await tabTo(page, (at) => at.in === 'main' && at.tag === 'SUMMARY');
      await page.keyboard.press('Enter');
      await tabTo(page, (at) => at.in === 'main' && /^https?:/.test(at.href));
      await enter(page, (at) => at.in === 'main' && /letters\//.test(at.href));
      await tabTo(page, (at) => at.tag === 'INPUT' && at.in === 'main');
      await page.keyboard.type('Ada');
      assert.match(await page.locator('[data-letter-text]').innerText(), /Ada/);
      await enter(page, (at) => /compare\.html$/.test(at.href));
      // Forwards through the head that stays at the top, and backwards under it.
      for (let stop = 0; stop < 60; stop += 1) await tabTo(page, () => true);
      for (let stop = 0; stop < 25; stop += 1) {
        await page.keyboard.press('Shift+Tab');
        const at = await page.evaluate(focused);
        assert.deepEqual(at.faults, [], `back: ${at.html}`);
      }
    } finally {
      await close();
    }
  });
}

test('headings go down by one step, on every kind of page', () => {
  for (const { file, elements } of onePageOfEachKind()) {
    const levels = elements.filter((element) => /^h[1-6]$/.test(element.tagName)).map((element) => Number(element.tagName[1]));
    const leaps = levels.filter((level, at) => at > 0 && level > levels[at - 1] + 1);
    assert.deepEqual([file, levels[0], leaps], [file, 1, []]);
  }
});

test('twice the size of text breaks no page', LIMIT, async () => {
  const { context, close } = await open({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
  try {
    const page = await context.newPage();
    const faults = [];
    for (const { file } of onePageOfEachKind()) {
      await page.goto(base + file);
      await page.evaluate(() => { document.documentElement.style.fontSize = '225%'; });
      const [wide, cut] = await page.evaluate(() => {
        const clips = [...document.querySelectorAll('main *:not(.hidden):not(svg *)')].filter((element) => {
          const style = getComputedStyle(element);
          return style.overflow === 'hidden' && !element.closest('.hidden, .compare thead') && element.scrollWidth > element.clientWidth + 1;
        });
        return [document.scrollingElement.scrollWidth > innerWidth, clips.map((element) => element.outerHTML.slice(0, 80))];
      });
      if (wide || cut.length) faults.push(`${file}: ${wide ? 'wider than the window' : ''} ${cut}`);
    }
    assert.deepEqual(faults, []);
  } finally {
    await close();
  }
});

test('forced colours keep signs, focus and borders; reduced motion moves nothing', LIMIT, async () => {
  const { context, close } = await open({ forcedColors: 'active', reducedMotion: 'reduce' });
  try {
    const page = await context.newPage();
    await page.goto(`${base}compare.html`);
    const [sign, paper, scroll] = await page.evaluate(() => [
      getComputedStyle(document.querySelector('td .value-yes, td .value-no'), '::before').backgroundColor,
      getComputedStyle(document.documentElement).backgroundColor,
      getComputedStyle(document.documentElement).scrollBehavior,
    ]);
    assert.notEqual(sign, paper, 'the sign stands out');
    assert.equal(scroll, 'auto');
    await page.keyboard.press('Tab');
    assert.deepEqual((await page.evaluate(focused)).faults, []);
    const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((element) => {
      const style = getComputedStyle(element);
      return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0;
    }).length);
    assert.equal(moving, 0);
  } finally {
    await close();
  }
});

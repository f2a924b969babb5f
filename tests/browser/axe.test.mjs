// axe-core finds nothing on any page of the site: light and dark, at 320 and at 1280 CSS pixels, everything unfolded.
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { open } from './chromium.mjs';
import { folder, pages } from './site.mjs';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** In the dark the same elements stand in the same places: only what is about colour can differ. */
const ABOUT_COLOUR = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };
const base = `${pathToFileURL(folder)}/`;

/** In the page: everything unfolded, then the rules; gives what is wrong, or that nothing was looked at. */
async function faultsOf(runOnly) {
  for (const details of document.querySelectorAll('details')) details.open = true;
  const report = await window.axe.run(document, { runOnly, resultTypes: ['violations'] });
  if (!report.passes.length) return ['nothing was looked at'];
  return report.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.length} times, first ${nodes[0].html.slice(0, 160)} (${nodes[0].failureSummary})`);
}

test('no violation on any page, light and dark, 320 and 1280 px', { timeout: 900_000 }, async () => {
  // The policy of the site lets no tool in; it is tested in readers.test.mjs and put aside here.
  const { context, close } = await open({ bypassCSP: true, reducedMotion: 'reduce' });
  const faults = [];
  const waiting = pages.filter((own) => own.kind !== 'redirect').map((own) => own.file);
  let looked = 0;
  /** One tab takes page after page; a page is loaded once and looked at in all four ways. */
  async function work() {
    const tab = await context.newPage();
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      await tab.goto(base + file, { waitUntil: 'load' });
      await tab.evaluate(axe.source);
      for (const width of [320, 1280]) {
        await tab.setViewportSize({ width, height: 900 });
        for (const colorScheme of ['light', 'dark']) {
          await tab.emulateMedia({ colorScheme });
          for (const fault of await tab.evaluate(faultsOf, colorScheme === 'dark' ? ABOUT_COLOUR : { type: 'tag', values: RULES })) faults.push(`${file}, ${colorScheme}, ${width} px: ${fault}`);
          looked += 1;
        }
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: availableParallelism() + 1 }, work));
    assert.deepEqual(faults, []);
    assert.equal(looked, 4 * pages.filter((own) => own.kind !== 'redirect').length);
  } finally {
    await close();
  }
});

test('axe finds what is wrong', { timeout: 60_000 }, async () => {
  const { context, close } = await open({ bypassCSP: true });
  try {
    const page = await context.newPage();
    await page.setContent('<!DOCTYPE html><html lang="en"><title>x</title><main><h1>x</h1><p style="color:#ccc;background:#fff">pale</p></main></html>');
    await page.evaluate(axe.source);
    const report = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: 'tag', values } }), RULES);
    assert.deepEqual(report.violations.map((violation) => violation.id), ['color-contrast']);
  } finally {
    await close();
  }
});

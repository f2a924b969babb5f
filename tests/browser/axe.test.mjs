// axe-core finds nothing on any page of the site: light and dark, at 320 and at 1280 CSS pixels, everything unfolded;
// nothing on any kind of page in forced colours, with more contrast or with large text.
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { open } from './chromium.mjs';
import { folder, onePageOfEachKind, pages } from './site.mjs';

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

/** How every page is looked at, and how the largest of each kind is besides. */
const ALL_RULES = { type: 'tag', values: RULES };
const LOOKS = [320, 1280].flatMap((width) => [
  { name: `light, ${width} px`, width, media: { colorScheme: 'light' }, rules: ALL_RULES },
  { name: `dark, ${width} px`, width, media: { colorScheme: 'dark' }, rules: ABOUT_COLOUR },
]);
const MORE_LOOKS = [
  { name: 'forced colours', width: 1280, media: { forcedColors: 'active' }, rules: ALL_RULES },
  { name: 'light, more contrast', width: 1280, media: { contrast: 'more' }, rules: ALL_RULES },
  { name: 'dark, twice the size of text', width: 1280, size: '225%', media: { colorScheme: 'dark' }, rules: ALL_RULES },
];
const AS_USUAL = { colorScheme: 'light', forcedColors: 'none', contrast: 'no-preference' };

test('no violation on any page, light and dark, 320 and 1280 px; on each kind also in forced colours, with more contrast and large text', { timeout: 900_000 }, async () => {
  // The policy of the site lets no tool in; it is tested in readers.test.mjs and put aside here.
  const { context, close } = await open({ bypassCSP: true, reducedMotion: 'reduce' });
  const faults = [];
  const kinds = new Set(onePageOfEachKind().map((own) => own.file));
  const waiting = pages.filter((own) => own.kind !== 'redirect').map((own) => own.file);
  let looked = 0;
  /** One tab takes page after page; a page is loaded once and looked at in all ways. */
  async function work() {
    const tab = await context.newPage();
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      await tab.goto(base + file, { waitUntil: 'load' });
      await tab.evaluate(axe.source);
      for (const { name, width, media, size, rules } of kinds.has(file) ? [...LOOKS, ...MORE_LOOKS] : LOOKS) {
        await tab.setViewportSize({ width, height: 900 });
        await tab.emulateMedia({ ...AS_USUAL, ...media });
        await tab.evaluate((own) => { document.documentElement.style.fontSize = own; }, size ?? '');
        for (const fault of await tab.evaluate(faultsOf, rules)) faults.push(`${file}, ${name}: ${fault}`);
        looked += 1;
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: availableParallelism() + 1 }, work));
    assert.deepEqual(faults, []);
    assert.equal(looked, LOOKS.length * pages.filter((own) => own.kind !== 'redirect').length + MORE_LOOKS.length * kinds.size);
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

// axe-core finds nothing on one page of each kind, light and dark, on a phone and on a desk.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { open } from './chromium.mjs';
import { folder, onePageOfEachKind } from './site.mjs';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const base = `${pathToFileURL(folder)}/`;

for (const colorScheme of ['light', 'dark']) {
  for (const width of [360, 1280]) {
    test(`no violation, ${colorScheme}, ${width} px`, { timeout: 300_000 }, async () => {
      // The policy of the site lets no tool in; it is tested in readers.test.mjs and put aside here.
      const { context, close } = await open({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true, reducedMotion: 'reduce' });
      try {
        await context.addInitScript(axe.source);
        const page = await context.newPage();
        const faults = [];
        for (const { file } of onePageOfEachKind()) {
          await page.goto(base + file, { waitUntil: 'load' });
          const report = await page.evaluate((values) => {
            for (const details of document.querySelectorAll('details')) details.open = true;
            return window.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] });
          }, RULES);
          assert.notEqual(report.passes.length, 0, `${file} was looked at`);
          for (const { id, help, nodes } of report.violations) {
            faults.push(`${file}: ${id}: ${help}: ${nodes.length} times, first ${nodes[0].html.slice(0, 160)} (${nodes[0].failureSummary})`);
          }
        }
        assert.deepEqual(faults, []);
      } finally {
        await close();
      }
    });
  }
}

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

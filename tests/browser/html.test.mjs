// Every page is valid HTML and says what it is.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { attribute, pages, text, textOf } from './site.mjs';

const rules = JSON.parse(readFileSync(new URL('.htmlvalidate.json', import.meta.url), 'utf8'));

test('every page is valid by the standard preset of html-validate', async () => {
  const validator = new HtmlValidate(new StaticConfigLoader(rules));
  const faults = [];
  for (const { file } of pages) {
    const report = await validator.validateString(text(file), file);
    for (const fault of report.results.flatMap((result) => result.messages)) {
      faults.push(`${file}:${fault.line}:${fault.column} ${fault.ruleId}: ${fault.message}`);
    }
  }
  assert.deepEqual(faults, []);
});

test('the validator finds what is not valid', async () => {
  const validator = new HtmlValidate(new StaticConfigLoader(rules));
  const report = await validator.validateString('<!DOCTYPE html>\n<html lang="en"><body><p><div></div></p></body></html>');
  assert.equal(report.valid, false);
});

test('every page has one h1, a title, a description, a language, a direction and a kind', () => {
  const faults = [];
  for (const page of pages) {
    const [html] = page.named('html');
    const descriptions = page.named('meta').filter((meta) => attribute(meta, 'name') === 'description');
    const demands = {
      'one h1 with words': page.named('h1').length === 1 && textOf(page.named('h1')[0]).trim(),
      'a title': page.named('title').length > 0 && textOf(page.named('title')[0]).trim(),
      'one description': descriptions.length === 1 && attribute(descriptions[0], 'content')?.trim(),
      'a language': /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(attribute(html, 'lang') ?? ''),
      'a direction': /^(ltr|rtl)$/.test(attribute(html, 'dir') ?? ''),
      'a class fq-page-KIND': page.kind,
    };
    for (const [demand, isMet] of Object.entries(demands)) if (!isMet) faults.push(`${page.file}: not ${demand}`);
  }
  assert.deepEqual(faults, []);
});

test('no two pages have the same title', () => {
  const byTitle = new Map();
  for (const page of pages.filter((page) => page.kind !== 'redirect')) {
    const title = textOf(page.named('title')[0]).trim();
    byTitle.set(title, [...(byTitle.get(title) ?? []), page.file]);
  }
  assert.deepEqual([...byTitle].filter(([, same]) => same.length > 1), []);
});

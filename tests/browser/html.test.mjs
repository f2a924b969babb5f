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

for (const page of pages) {
  test(`${page.file} has one h1, a title, a description, a language and a kind`, () => {
    const [html] = page.named('html');
    assert.match(attribute(html, 'lang') ?? '', /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/);
    assert.match(attribute(html, 'dir') ?? '', /^(ltr|rtl)$/);
    assert.equal(page.named('h1').length, 1);
    assert.notEqual(textOf(page.named('h1')[0]).trim(), '');
    assert.notEqual(textOf(page.named('title')[0]).trim(), '');
    const description = page.named('meta').filter((meta) => attribute(meta, 'name') === 'description');
    assert.equal(description.length, 1);
    assert.notEqual(attribute(description[0], 'content').trim(), '');
    assert.ok(page.kind, 'the body tells its kind by a class `fq-page-KIND`');
  });
}

test('no two pages have the same title', () => {
  const byTitle = new Map();
  for (const page of pages.filter((page) => page.kind !== 'redirect')) {
    const title = textOf(page.named('title')[0]).trim();
    byTitle.set(title, [...(byTitle.get(title) ?? []), page.file]);
  }
  assert.deepEqual([...byTitle].filter(([, same]) => same.length > 1), []);
});

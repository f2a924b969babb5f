// What a reader's first visit transfers, compressed as hosts do it: small, and everything from the site itself.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { attribute, bytes, files, isEmbed, pages, parsed } from './site.mjs';

const KB = 1000;
const weighed = new Map();

function weight(file) {
  if (!weighed.has(file)) weighed.set(file, gzipSync(bytes(file)).length);
  return weighed.get(file);
}

/** The files that a page loads at once, by kind; the search comes only when its box is used. */
function loads(page) {
  const at = (address) => path.posix.join(path.posix.dirname(page.file), address);
  const links = (rel) => page.named('link').filter((link) => attribute(link, 'rel') === rel).map((link) => at(attribute(link, 'href')));
  const images = page.named('img').filter((image) => !attribute(image, 'src').startsWith('data:'));
  return {
    styles: links('stylesheet'),
    scripts: page.named('script').filter((script) => attribute(script, 'src')).map((script) => at(attribute(script, 'src'))),
    pictures: [...links('icon'), ...images.map((image) => at(attribute(image, 'src')))],
  };
}

const sum = (files) => files.reduce((all, file) => all + weight(file), 0);

test('no page transfers more than 60 kB, 12 kB of style and 12 kB of script', (context) => {
  let heaviest = { all: 0 };
  for (const page of pages) {
    const { styles, scripts, pictures } = loads(page);
    assert.ok(sum(styles) <= 12 * KB, `${page.file}: ${sum(styles)} bytes of style`);
    assert.ok(sum(scripts) <= 12 * KB, `${page.file}: ${sum(scripts)} bytes of script`);
    const all = weight(page.file) + sum([...styles, ...scripts, ...pictures]);
    if (all > heaviest.all) heaviest = { all, page, styles: sum(styles), scripts: sum(scripts) };
  }
  const { all, page, styles, scripts } = heaviest;
  context.diagnostic(`the heaviest page is ${page.file}: ${all} bytes, of which style ${styles}, script ${scripts}`);
  assert.ok(all <= 60 * KB, `${page.file}: ${all} bytes`);
});

test('no frame transfers more than 15 kB', (context) => {
  const frames = files.filter((file) => isEmbed(file) && file.endsWith('.html') && !file.endsWith('fragment.html')).map(parsed);
  assert.ok(frames.length > 0);
  let heaviest = { all: 0 };
  for (const frame of frames) {
    const { styles, scripts, pictures } = loads(frame);
    const all = weight(frame.file) + sum([...styles, ...scripts, ...pictures]);
    assert.ok(all <= 15 * KB, `${frame.file}: ${all} bytes`);
    if (all > heaviest.all) heaviest = { all, frame };
  }
  context.diagnostic(`the heaviest frame is ${heaviest.frame.file}: ${heaviest.all} bytes`);
});

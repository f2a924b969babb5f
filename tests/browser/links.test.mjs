// Every link is relative, ends in a file name and arrives: the folder works wherever it is unpacked.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { attribute, files, pages, text } from './site.mjs';

// The attributes that hold one address each. The search's are the theme's own.
const ADDRESSES = ['href', 'src', 'action', 'formaction', 'poster', 'data', 'xlink:href', 'data-index', 'data-script'];
const IDS = ['for', 'popovertarget', 'commandfor', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-details', 'headers', 'list'];
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const known = new Set(files);
const idsOf = new Map(pages.map((page) => [page.file, new Set(page.ids)]));

const isRedirect = (element) => element.tagName === 'meta' && /^refresh$/i.test(attribute(element, 'http-equiv') ?? '');

/** Every address of a page, with the element that it stands in. */
function* addresses(page) {
  for (const element of page.elements) {
    for (const name of ADDRESSES) {
      const address = attribute(element, name);
      if (address !== undefined) yield { element, name, address };
    }
    for (const candidate of (attribute(element, 'srcset') ?? '').split(',').filter(Boolean)) {
      yield { element, name: 'srcset', address: candidate.trim().split(/\s+/)[0] };
    }
    if (isRedirect(element)) {
      yield { element, name: 'content', address: /url=(.*)$/i.exec(attribute(element, 'content'))[1].trim() };
    }
  }
}

/** A relative address in a file: the file it leads to, and the fragment. */
function target(from, address) {
  const [, place, , fragment] = /^([^?#]*)(\?[^#]*)?(?:#(.*))?$/s.exec(address);
  const file = place ? path.posix.join(path.posix.dirname(from), decodeURIComponent(place)) : from;
  return { place, file, fragment: fragment === undefined ? undefined : decodeURIComponent(fragment) };
}

/** What is wrong with an address that leaves the site; only a link and a canonical address may. */
function faultOutside({ element, name, address }) {
  if (element.tagName === 'link' && attribute(element, 'rel') === 'canonical') return address.startsWith('https://') ? null : 'not https';
  if (element.tagName !== 'a' || name !== 'href') return 'only a link may lead elsewhere';
  if (!/^(https?|mailto):/i.test(address)) return 'only http, https and mailto may be linked';
  const rel = (attribute(element, 'rel') ?? '').split(/\s+/);
  return ['noopener', 'noreferrer'].every((word) => rel.includes(word)) ? null : 'rel must hold noopener and noreferrer';
}

function faultInside(from, address) {
  const { place, file, fragment } = target(from, address);
  if (place.startsWith('/')) return 'not relative';
  if (address === '') return 'empty';
  if (place && !/\.[a-z0-9]+$/.test(place)) return 'does not end in a file name';
  if (file.startsWith('..')) return 'leaves the folder';
  if (!known.has(file)) return 'no such file';
  // The maker of snippets takes the id of an embed from its address.
  if (file === 'embed.html' && fragment !== undefined && known.has(`embed/${fragment}.html`)) return null;
  if (fragment !== undefined && !idsOf.get(file)?.has(fragment)) return `no such id in ${file}`;
  return null;
}

test('every address is relative, ends in a file name and arrives; others are plain links without a referrer', () => {
  const faults = [];
  let count = 0;
  for (const page of pages) {
    for (const found of addresses(page)) {
      count += 1;
      const isOutside = SCHEME.test(found.address) || found.address.startsWith('//');
      const fault = isOutside ? faultOutside(found) : faultInside(page.file, found.address);
      if (fault) faults.push(`${page.file}: <${found.element.tagName} ${found.name}="${found.address}">: ${fault}`);
    }
  }
  assert.ok(count > pages.length, 'links were found');
  assert.deepEqual(faults, []);
});

test('no id repeats, and every id that an attribute names is there', () => {
  const faults = [];
  for (const page of pages) {
    const repeated = page.ids.filter((id, at) => page.ids.indexOf(id) !== at);
    for (const id of new Set(repeated)) faults.push(`${page.file}: id ${id} repeats`);
    for (const element of page.elements) {
      for (const name of IDS) {
        const named = (attribute(element, name) ?? '').split(/\s+/).filter(Boolean);
        for (const id of named.filter((id) => !idsOf.get(page.file).has(id))) faults.push(`${page.file}: ${name}="${id}": no such id`);
      }
    }
  }
  assert.deepEqual(faults, []);
});

test('style sheets load nothing but files of the site', () => {
  const faults = [];
  const sheets = files.filter((file) => file.endsWith('.css'));
  assert.notEqual(sheets.length, 0);
  for (const sheet of sheets) {
    const plain = text(sheet).replace(/\/\*.*?\*\//gs, '');
    if (/@import/i.test(plain)) faults.push(`${sheet}: @import`);
    for (const [, , address] of plain.matchAll(/url\(\s*(["']?)(.*?)\1\s*\)/gis)) {
      if (!address.startsWith('data:') && (SCHEME.test(address) || !known.has(target(sheet, address).file))) faults.push(`${sheet}: ${address}`);
    }
  }
  assert.deepEqual(faults, []);
});

test('every page is reached from the first by links', () => {
  const byFile = new Map(pages.map((page) => [page.file, page]));
  const reached = new Set(['index.html']);
  for (const file of reached) {
    for (const link of byFile.get(file).named('a')) {
      const address = attribute(link, 'href') ?? '';
      if (SCHEME.test(address)) continue;
      const { file: next } = target(file, address);
      if (byFile.has(next)) reached.add(next);
    }
  }
  const lost = pages.filter((page) => !reached.has(page.file) && page.file !== '404.html' && !page.elements.some(isRedirect));
  assert.deepEqual(lost.map((page) => page.file), []);
});

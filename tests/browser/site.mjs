// The folder under test, read once: its files, its pages as trees, and what a test asks of them.
//
// `SITE` names the folder that `faqtual build` wrote; without it nothing can be tested, so it is an error.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'parse5';

assert.ok(process.env.SITE, 'SITE must name the built site; tests/run sets it');

/** The folder, absolute. */
export const folder = path.resolve(process.env.SITE);

function list(below) {
  return readdirSync(path.join(folder, below)).flatMap((name) => {
    const inside = path.posix.join(below, name);
    return statSync(path.join(folder, inside)).isDirectory() ? list(inside) : [inside];
  });
}

/** Every file's path in the folder, with `/`, in order. */
export const files = list('').sort();
assert.ok(files.includes('index.html'), `${folder} holds no site`);

/** The bytes of a file. */
export const bytes = (file) => readFileSync(path.join(folder, file));

/** The text of a file, which must be UTF-8. */
export const text = (file) => new TextDecoder('utf-8', { fatal: true }).decode(bytes(file));

/** A JSON file, parsed. */
export const json = (file) => JSON.parse(text(file));

/** An element's attribute, or undefined. */
export const attribute = (element, name) =>
  element.attrs.find((one) => (one.prefix ? `${one.prefix}:${one.name}` : one.name) === name)?.value;

/** An element's text. */
export const textOf = (node) => (node.nodeName === '#text' ? node.value : (node.childNodes ?? []).map(textOf).join(''));

function* elementsBelow(node) {
  for (const child of node.childNodes ?? []) {
    if (child.tagName) yield child;
    yield* elementsBelow(child);
    if (child.content) yield* elementsBelow(child.content);
  }
}

/** What other sites embed: parts of pages, and pages for frames. They are tested by themselves. */
export const isEmbed = (file) => file.startsWith('embed/');

/** A page: its path and elements in order, its ids, its kind (`home`, `faq`, ...). */
export function parsed(file) {
  const elements = [...elementsBelow(parse(text(file)))];
  const named = (tag) => elements.filter((element) => element.tagName === tag);
  const kind = /(?:^|\s)fq-page-(\S+)/.exec(attribute(named('body')[0], 'class') ?? '')?.[1];
  return { file, elements, named, kind, ids: elements.map((element) => attribute(element, 'id')).filter((id) => id !== undefined) };
}

/** Every page of the site itself. */
export const pages = files.filter((file) => file.endsWith('.html') && !isEmbed(file)).map(parsed);

/** The page of each kind with the most elements, where a fault is likeliest; redirects show for no moment. */
export function onePageOfEachKind() {
  const largest = new Map();
  for (const page of pages.filter((page) => page.kind !== 'redirect')) {
    if (!(largest.get(page.kind)?.elements.length >= page.elements.length)) largest.set(page.kind, page);
  }
  return [...largest.values()];
}

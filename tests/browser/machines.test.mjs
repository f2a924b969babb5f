// What is written for machines, read by parsers that others wrote, and its content held against the pages.
//
// Two builds of the same content: `SITE` without an address, `PUBLISHED` with `--base-url` BASE.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Parser as CommonMark } from 'commonmark';
import { XMLValidator } from 'fast-xml-parser';
import { parseAtomFeed, parseJsonFeed } from 'feedsmith';
import ICAL from 'ical.js';
import jsonld from 'jsonld';
import jsQR from 'jsqr';
import { parse } from 'parse5';
import { attribute, bytes, files, folder, json, pages, text, textOf } from './site.mjs';

assert.ok(process.env.PUBLISHED, 'PUBLISHED must name the site built with --base-url; tests/run sets it');
const BASE = 'https://example.org/a/b/';
const published = path.resolve(process.env.PUBLISHED);
const platforms = json('api/platforms.json').platforms;
const page = (file) => pages.find((own) => own.file === file);

/** Both builds: a name, the folder, what stands before its whole addresses. */
const BUILDS = [
  { name: 'without an address', at: folder, base: undefined },
  { name: 'with an address', at: published, base: BASE },
];
const read = (build, file) => readFileSync(path.join(build.at, file), 'utf8');

/** An address or a link from `file` as a path below the output folder, with its anchor. */
function inside(link, file, base) {
  if (base !== undefined) {
    assert.ok(link.startsWith(base), `${link} is whole`);
    return link.slice(base.length);
  }
  const [target, anchor] = link.split('#');
  const joined = path.posix.join(path.posix.dirname(file), target);
  return anchor === undefined ? joined : `${joined}#${anchor}`;
}

/** Asserts that a path leads to a file, and its anchor to an element. */
function assertLeadsSomewhere(link) {
  const [file, anchor] = link.split('#');
  assert.ok(files.includes(file), `${file} is there`);
  if (anchor !== undefined) assert.ok(page(file).ids.includes(decodeURIComponent(anchor)), `${link} is there`);
}

/** Words in one line, as a reader takes them in. */
const words = (string) => string.replaceAll('\u2060', '').replace(/\s+/g, ' ').trim();

const SPACED = new Set(['p', 'li', 'br', 'div', 'dt', 'dd', 'td', 'th', 'tr', 'h1', 'h2', 'h3', 'h4', 'h5', 'section', 'ul', 'ol', 'figure', 'summary', 'time', 'span']);

/** The words of a page's main part, without the numbers of its citations. */
function shown(node) {
  if (node.nodeName === '#text') return node.value;
  if (node.tagName === 'sup' && attribute(node, 'class') === 'cite') return '';
  const inner = (node.childNodes ?? []).map(shown).join('');
  return SPACED.has(node.tagName) ? ` ${inner} ` : inner;
}
// Blanks beside a mark come and go with the markup; a reader does not see them.
const loose = (string) => words(string).replace(/ ?([.,;:()!?"“”'’[\]]) ?/g, '$1');

for (const build of BUILDS) {
  const calendars = files.filter((file) => file.endsWith('.ics') && file !== 'review.ics');

  test(`the team's calendar ${build.name}: ical.js reads it, and finds each day on which something is due`, () => {
    const calendar = new ICAL.Component(ICAL.parse(read(build, 'review.ics')));
    const days = calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component).startDate.toString());
    const due = JSON.parse(read(build, 'api/review.json')).entries.flatMap((entry) => entry.due ?? []);
    assert.ok(due.length > 0);
    assert.deepEqual([...new Set(days)].sort(), [...new Set(due)].sort());
  });

  test(`calendars ${build.name}: ical.js reads each, and finds each date as the API tells it`, () => {
    assert.deepEqual(calendars.filter((file) => !file.startsWith('calendar/')), ['calendar.ics', ...platforms.map((own) => `${own.id}/calendar.ics`)].sort());
    for (const file of calendars.filter((own) => !own.startsWith('calendar/'))) {
      const own = platforms.filter((platform) => file === 'calendar.ics' || file.startsWith(`${platform.id}/`));
      const calendar = new ICAL.Component(ICAL.parse(read(build, file)));
      assert.equal(calendar.name, 'vcalendar');
      assert.equal(calendar.getFirstPropertyValue('version'), '2.0');
      const events = calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
      const uids = events.map((event) => event.uid);
      assert.equal(new Set(uids).size, uids.length);
      const named = new Map(events.map((event) => [event.uid.replace(/@.*/, ''), event]));
      const again = events.filter((event) => event.isRecurring());
      assert.deepEqual(again.map((event) => event.uid.replace(/@.*/, '')).sort(), own.map((platform) => `again-${platform.id}`).sort());
      assert.equal(events.length, again.length + own.flatMap((platform) => platform.events).length);
      for (const platform of own) {
        for (const { id, date, title } of platform.events) {
          const event = named.get(id);
          assert.ok(event.startDate.isDate && event.endDate.isDate, `${id} is all day`);
          assert.ok(event.startDate.toString().startsWith(date), `${id} begins ${date}`);
          if (date.length === 10) assert.equal(event.endDate.subtractDate(event.startDate).days, 1, id);
          assert.equal(event.summary, `${platform.name}: ${title}`);
          const url = event.component.getFirstPropertyValue('url');
          if (build.base === undefined) assert.equal(url, null);
          else assertLeadsSomewhere(inside(url, file, build.base));
        }
        const yearly = named.get(`again-${platform.id}`);
        const days = yearly.iterator();
        const [first, second] = [days.next(), days.next()];
        assert.deepEqual([second.year, second.month, second.day], [first.year + 1, first.month, first.day]);
        assert.equal(yearly.component.getFirstSubcomponent('valarm').getFirstPropertyValue('action'), 'DISPLAY');
      }
      for (const event of events) {
        assert.equal(event.component.getFirstPropertyValue('dtstamp').zone.tzid, 'UTC');
        assert.equal(event.component.getFirstPropertyValue('transp'), 'TRANSPARENT');
      }
    }
  });

  test(`calendars ${build.name}: lines end in CRLF and have no more than 75 octets`, () => {
    for (const file of calendars) {
      const lines = read(build, file).split('\r\n');
      assert.equal(lines.pop(), '');
      for (const line of lines) assert.ok(!line.includes('\n') && Buffer.byteLength(line) <= 75, `${file}: ${line}`);
    }
  });

  const feeds = ['', ...platforms.map((platform) => `${platform.id}/`)];

  test(`feeds ${build.name}: feedsmith reads Atom and JSON alike, and finds what the page of changes tells`, () => {
    const changes = page('changes.html');
    for (const below of feeds) {
      const atom = parseAtomFeed(read(build, `${below}feed.xml`));
      const jsonFeed = parseJsonFeed(read(build, `${below}feed.json`));
      assert.equal(XMLValidator.validate(read(build, `${below}feed.xml`)), true);
      assert.match(atom.id, /^(https:|tag:)/);
      assert.ok(atom.authors[0].name);
      assert.equal(jsonFeed.title, textual(atom.title));
      assert.equal(atom.updated, atom.entries[0].updated);
      assert.equal(inside(atom.links.find((link) => link.rel === 'self').href, `${below}feed.xml`, build.base), `${below}feed.xml`);
      assert.ok(atom.entries.length > 5 && atom.entries.length <= 100);
      assert.equal(new Set(atom.entries.map((entry) => entry.id)).size, atom.entries.length);
      const days = atom.entries.map((entry) => entry.published);
      assert.deepEqual(days, [...days].sort().reverse(), 'the newest first');
      assert.deepEqual(
        jsonFeed.items.map((item) => [item.id, item.title, item.date_published, item.content_html, item.summary, item.tags]),
        atom.entries.map((entry) => [entry.id, textual(entry.title), entry.published, textual(entry.content), textual(entry.summary), entry.categories.map((own) => own.term)]),
      );
      for (const [at, entry] of atom.entries.entries()) {
        assert.match(entry.published, /^\d{4}-\d\d-\d\dT00:00:00Z$/);
        assertLeadsSomewhere(inside(entry.links[0].href, `${below}feed.xml`, build.base));
        if (build.base) assert.equal(jsonFeed.items[at].url, entry.links[0].href);
        const anchor = entry.id.replace(/^.*changes\.html#/, '');
        const told = changes.elements.find((element) => attribute(element, 'id') === anchor);
        assert.ok(told, `#${anchor} is on changes.html`);
        assert.ok(words(textOf(told)).includes(words(textual(entry.title))), anchor);
        const day = told && [...elementsOf(told)].find((element) => element.tagName === 'time');
        assert.ok(entry.published.startsWith(attribute(day, 'datetime')), anchor);
      }
    }
  });

  test(`feeds ${build.name}: of the site all events and reviews, of a platform only its own`, () => {
    const site = parseAtomFeed(read(build, 'feed.xml')).entries;
    for (const platform of platforms) {
      const own = parseAtomFeed(read(build, `${platform.id}/feed.xml`)).entries;
      const titles = own.map((entry) => textual(entry.title));
      for (const event of platform.events) assert.ok(titles.includes(event.title), event.title);
      assert.deepEqual(site.filter((entry) => entry.categories[0].term === platform.name).map((entry) => entry.id), own.map((entry) => entry.id).slice(0, site.length));
    }
  });
}

/** The text of an Atom construct, which the parser gives as a string or an object. */
function textual(construct) {
  return typeof construct === 'string' ? construct : construct.value;
}

function* elementsOf(node) {
  for (const child of node.childNodes ?? []) {
    if (child.tagName) yield child;
    yield* elementsOf(child);
  }
}

test('every page leads feed readers to the feeds, and a platform\'s page to its own', () => {
  for (const own of pages.filter((page) => page.kind !== 'redirect')) {
    const links = own.named('link').filter((link) => /^application\/(atom\+xml|feed\+json)$/.test(attribute(link, 'type') ?? ''));
    const found = links.map((link) => path.posix.join(path.posix.dirname(own.file), attribute(link, 'href')));
    const platform = platforms.find(({ id }) => own.file.startsWith(`${id}/`));
    const expected = ['', ...(platform ? [`${platform.id}/`] : [])].flatMap((below) => [`${below}feed.xml`, `${below}feed.json`]);
    assert.deepEqual(found, expected, own.file);
    for (const link of links) assert.ok(attribute(link, 'title'));
  }
});

/** The JSON-LD of a page: its nodes, whether alone or in a graph. */
function structured(own) {
  const scripts = own.named('script').filter((script) => attribute(script, 'type') === 'application/ld+json');
  return scripts.flatMap((script) => {
    const { '@context': context, '@graph': graph, ...alone } = JSON.parse(textOf(script));
    assert.equal(context, 'https://schema.org');
    return graph ?? [alone];
  });
}

/** Every object in a value, the value first. */
function* objects(value) {
  if (value === null || typeof value !== 'object') return;
  if (!Array.isArray(value)) yield value;
  for (const inner of Object.values(value)) yield* objects(inner);
}

test('structured data says what its page shows, in the same words', () => {
  const faults = [];
  const kinds = new Set();
  for (const own of pages) {
    const nodes = structured(own);
    if (nodes.length === 0) continue;
    const main = own.named('main')[0];
    const head = own.named('body')[0];
    const text = loose(shown(main));
    const everything = loose(shown(head));
    const links = new Set(own.named('a').map((link) => attribute(link, 'href')?.replace(/#?:~:text=.*$/, '')));
    const days = new Set(own.named('time').map((time) => attribute(time, 'datetime')));
    for (const node of nodes.flatMap((node) => [...objects(node)])) {
      kinds.add(node['@type']);
      const area = ['WebSite', 'Organization'].includes(node['@type']) ? everything : text;
      for (const key of ['name', 'text', 'headline', 'abstract', 'description']) {
        if (node[key] !== undefined && !area.includes(loose(node[key]))) faults.push(`${own.file}: ${node['@type']}.${key}: ${node[key]}`);
      }
      for (const also of node.alternateName ?? []) if (!text.includes(loose(also))) faults.push(`${own.file}: ${also}`);
      if (node['@type'] === 'CreativeWork' && !links.has(node.url)) faults.push(`${own.file}: ${node.url} is cited and not linked`);
      if (node.lastReviewed && !days.has(node.lastReviewed)) faults.push(`${own.file}: lastReviewed ${node.lastReviewed}`);
    }
  }
  assert.deepEqual(faults, []);
  for (const kind of ['FAQPage', 'Question', 'Answer', 'HowTo', 'HowToStep', 'DefinedTermSet', 'DefinedTerm', 'Article', 'WebPage', 'WebSite']) assert.ok(kinds.has(kind), kind);
});

test('structured data is read by jsonld: nothing is dropped, and what it holds is the same', async () => {
  // The vocabulary without its context file: nothing is asked for over the network.
  const documentLoader = async (url) => {
    assert.equal(url, 'https://schema.org');
    return { documentUrl: url, document: { '@context': { '@vocab': 'https://schema.org/' } } };
  };
  const kindsOf = (nodes) => nodes.flatMap((node) => [...objects(node)]).flatMap((node) => node['@type'] ?? []).map((kind) => kind.replace('https://schema.org/', '')).sort();
  let count = 0;
  for (const own of pages) {
    const scripts = own.named('script').filter((script) => attribute(script, 'type') === 'application/ld+json');
    for (const script of scripts) {
      const expanded = await jsonld.expand(JSON.parse(textOf(script)), { documentLoader, safe: true });
      assert.deepEqual(kindsOf(expanded), kindsOf(structured(own)), own.file);
      count += 1;
    }
    const asked = own.kind === 'question' ? await jsonld.flatten(JSON.parse(textOf(scripts[0])), null, { documentLoader }) : [];
    for (const node of asked.filter((node) => node['@type']?.includes('https://schema.org/Question'))) {
      assert.equal(words(node['https://schema.org/name'][0]['@value']), words(textOf(own.named('h1')[0])), own.file);
    }
    if (own.kind === 'question') assert.ok(asked.some((node) => node['@type']?.includes('https://schema.org/Question')), own.file);
  }
  assert.ok(count > 10);
});

test('each page has the structured data of its kind, and big lists have none', () => {
  const kindOf = { home: 'WebSite', question: 'FAQPage', explainer: 'WebPage', platform: 'WebPage', region: 'WebPage', 'opt-out': 'HowTo', glossary: 'DefinedTermSet' };
  for (const own of pages) {
    const kinds = structured(own).map((node) => node['@type']);
    if (kindOf[own.kind]) assert.ok(kinds.includes(kindOf[own.kind]), `${own.file}: ${kinds}`);
    else assert.deepEqual(kinds, [], own.file);
    assert.ok(kinds.filter((kind) => kind === 'FAQPage').length <= 1, own.file);
  }
  const steps = (own) => structured(own).flatMap((node) => [...objects(node)]).filter((node) => node['@type'] === 'HowToStep');
  for (const platform of platforms) {
    const inData = platform.opt_out.flatMap((way) => way.surfaces ?? []).flatMap((surface) => surface.steps);
    if (inData.length > 0) assert.equal(steps(page(`${platform.id}/opt-out.html`)).length, inData.length, platform.id);
  }
});

test('a page that is published says where it is, what it is, and has a picture of 1200 by 630', () => {
  const pictures = new Map();
  for (const own of pages.filter((page) => !['redirect', '404'].includes(page.kind))) {
    const elements = [...elementsOf(parse(readFileSync(path.join(published, own.file), 'utf8')))];
    const metas = new Map(elements.filter((one) => one.tagName === 'meta').map((meta) => [attribute(meta, 'property') ?? attribute(meta, 'name'), attribute(meta, 'content')]));
    const canonical = elements.find((one) => one.tagName === 'link' && attribute(one, 'rel') === 'canonical');
    if (own.kind !== 'search') assert.equal(attribute(canonical, 'href'), BASE + own.file);
    for (const key of ['og:title', 'og:description', 'og:site_name', 'og:type', 'og:image:alt']) assert.ok(metas.get(key)?.trim(), `${own.file}: ${key}`);
    assert.equal(metas.get('og:description'), metas.get('description'));
    const file = metas.get('og:image').slice(BASE.length);
    const png = readFileSync(path.join(published, file));
    assert.deepEqual([png.toString('latin1', 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)], ['PNG', 1200, 630]);
    pictures.set(own.file, file);
  }
  const own = [...pictures].filter(([file]) => ['question', 'explainer', 'platform'].includes(page(file).kind)).map(([, picture]) => picture);
  assert.equal(new Set(own).size, own.length, 'each platform, question and explainer has its own');
  assert.ok(!existsSync(path.join(folder, 'pictures')), 'without an address there is nothing to draw');
});

test('the way to a published page is told as breadcrumbs that lead there', () => {
  for (const own of pages.filter((page) => ['question', 'platform', 'opt-out'].includes(page.kind))) {
    const script = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(readFileSync(path.join(published, own.file), 'utf8'))[1];
    const trail = [...objects(JSON.parse(script))].find((node) => node['@type'] === 'BreadcrumbList').itemListElement;
    assert.deepEqual(trail.map((item) => item.position), trail.map((_, at) => at + 1));
    assert.equal(trail.at(-1).item, BASE + own.file);
    for (const { item } of trail) assertLeadsSomewhere(item.slice(BASE.length));
  }
});

test('XML that is published is well formed', () => {
  for (const file of ['sitemap.xml', 'opensearch.xml', 'feed.xml']) assert.equal(XMLValidator.validate(readFileSync(path.join(published, file), 'utf8')), true, file);
  assert.notEqual(XMLValidator.validate('<a><b></a>'), true, 'the validator refuses what is not');
});

/** A Markdown file as commonmark.js reads it: its links and images, and its words. */
function markdown(source) {
  const walker = new CommonMark().parse(source).walker();
  const found = { links: [], words: '', html: [] };
  for (let step = walker.next(); step; step = walker.next()) {
    const { node } = step;
    if (!step.entering) continue;
    if (node.type === 'link' || node.type === 'image') found.links.push(node.destination);
    if (node.type.startsWith('html_')) found.html.push(node.literal);
    if (node.literal) found.words += node.literal;
    if (['paragraph', 'item', 'softbreak', 'linebreak', 'heading'].includes(node.type)) found.words += ' ';
  }
  return found;
}

test('each platform, question and explainer has a Markdown copy that says the same and leads on', () => {
  const questions = new Map(json('api/questions.json').questions.map((question) => [question.path, question]));
  const listed = markdown(text('llms.txt')).links;
  for (const own of pages.filter((page) => ['platform', 'question', 'explainer'].includes(page.kind))) {
    const file = own.file.replace(/html$/, 'md');
    const copy = markdown(text(file));
    const alternate = own.named('link').find((link) => attribute(link, 'type') === 'text/markdown');
    assert.equal(path.posix.join(path.posix.dirname(own.file), attribute(alternate, 'href')), file);
    assert.ok(listed.includes(file), `llms.txt lists ${file}`);
    assert.deepEqual(copy.html, [], file);
    assert.ok(copy.links.length > 0, file);
    for (const link of copy.links.filter((link) => !/^(https?|mailto|tel):/.test(link))) assertLeadsSomewhere(inside(link, file));
    for (const link of markdown(readFileSync(path.join(published, file), 'utf8')).links) assert.match(link, /^(https?|mailto|tel):/, file);
    assert.ok(loose(copy.words).startsWith(loose(textOf(own.named('h1')[0]))), file);
    const question = questions.get(own.file);
    if (question) assert.ok(loose(copy.words).includes(loose(question.short)), `${file}: ${question.short}`);
    assert.doesNotMatch(copy.words, /\]\(|(?:fact|faq|source|steps|event|compare):[a-z]/, file);
  }
});

test('the QR code of each way leads where its link leads', () => {
  let codes = 0;
  for (const platform of platforms) {
    const own = page(`${platform.id}/opt-out.html`);
    for (const way of platform.opt_out.filter((path) => path.link)) {
      const section = own.elements.find((element) => attribute(element, 'id') === way.id);
      const svg = [...elementsOf(section)].find((element) => element.tagName === 'svg' && /stroke/.test(JSON.stringify(element.childNodes?.[0]?.attrs ?? '')));
      assert.ok(svg, `${way.id} has a code`);
      const side = Number(attribute(svg, 'viewBox').split(' ')[2]);
      const line = attribute([...elementsOf(svg)][0], 'd');
      assert.equal(jsQR(painted(line, side, 4), side * 4, side * 4).data, way.link);
      codes += 1;
    }
  }
  assert.notEqual(codes, 0);
});

/** The strokes of a path as pixels, each module `scale` wide: what a camera would see. */
function painted(line, side, scale) {
  const pixels = new Uint8ClampedArray(side * scale * side * scale * 4).fill(255);
  let [x, y] = [0, 0];
  for (const [, command, numbers] of line.matchAll(/([Mmh])([-\d. ]+)/g)) {
    const [first, second] = numbers.trim().split(/ +/).map(Number);
    if (command === 'M') [x, y] = [first, Math.floor(second)];
    if (command === 'm') x += first;
    if (command !== 'h') continue;
    for (let row = y * scale; row < (y + 1) * scale; row += 1) {
      for (let column = x * scale; column < (x + first) * scale; column += 1) pixels.fill(0, (row * side * scale + column) * 4, (row * side * scale + column) * 4 + 3);
    }
    x += first;
  }
  return pixels;
}

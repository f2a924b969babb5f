// The tables of README.md: bytes of a first query, time of the index, time of a query in Chromium.
//
//   npm ci --prefix benches/search && node benches/search/run.mjs [shipped] [1000] [5000]
//
// FAQTUAL and FAQTUAL_BENCH may name programs that are built already: the command and this benchmark's `main.rs`.
//
// Sizes of generated sites are their explainers of 900 words; a fifth as many questions come with them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import elasticlunr from 'elasticlunr';
import MiniSearch from 'minisearch';
import { pagefindPage } from './engines.mjs';
import { build, host, launch } from './pagefind.mjs';

const HOME = fileURLToPath(new URL('../..', import.meta.url));
const MODULES = new URL('./node_modules/', import.meta.url);
const FIELDS = ['title', 'also', 'short', 'headings', 'body'];
const BOOST = { title: 5, also: 4, short: 3, headings: 3, body: 1 };

/** Runs a program that is built already, or else cargo. */
function run(built, cargo, rest) {
  const [program, before] = built ? [built, []] : ['cargo', cargo];
  return execFileSync(program, [...before, ...rest], { cwd: HOME, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

const bench = (...rest) => run(process.env.FAQTUAL_BENCH, ['bench', '--quiet', '--locked', '--bench', 'search', '--'], rest);
const faqtual = (...rest) => run(process.env.FAQTUAL, ['run', '--quiet', '--release', '--locked', '--'], rest);
const median = (numbers) => [...numbers].sort((left, right) => left - right)[Math.floor(numbers.length / 2)];
const zipped = (files) => files.reduce((sum, file) => sum + gzipSync(typeof file === 'string' ? readFileSync(file) : file, { level: 9 }).length, 0);
const seconds = (from) => (performance.now() - from) / 1000;

/** A word of half of the pages, two of a tenth, one of two pages. */
function queriesOf(records, size) {
  if (size === 'shipped') return ['private messages', 'opt out', 'copilot'];
  const pages = new Map();
  for (const { path: own, body } of records) {
    const page = own.replace(/#.*/, '');
    pages.set(page, new Set([...(pages.get(page) ?? []), ...body.toLowerCase().match(/[a-z]{6,}/g) ?? []]));
  }
  const counts = new Map();
  for (const words of pages.values()) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const nearest = (count) => [...counts].sort((left, right) => Math.abs(left[1] - count) - Math.abs(right[1] - count)).map(([word]) => word);
  return [nearest(pages.size / 2)[0], nearest(pages.size / 10).slice(0, 2).join(' '), nearest(2)[0]];
}

/** Opens a page of the host in a new browser for each query; gives bytes and times, median over the queries. */
async function measure(folder, file, queries, first, again) {
  const own = await host(folder);
  const browser = await launch();
  const bytes = [];
  const times = [];
  for (const query of queries) {
    const page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(120_000);
    await page.goto(own.base + file);
    own.sent.length = 0;
    await first(page, query);
    bytes.push(zipped([...new Set(own.sent)]));
    times.push(await again(page, query));
    await page.close();
  }
  await browser.close();
  own.close();
  return { bytes: median(bytes), query: median(times) };
}

/** In the page: the median of the milliseconds that `run` takes. */
const timed = `async (run) => { const times = []; for (let at = 0; at < 21; at += 1) { const from = performance.now(); await run(); times.push(performance.now() - from); } return times.sort((a, b) => a - b)[10]; }`;

async function ours(root, size, work, queries) {
  const out = path.join(work, 'site');
  faqtual('build', root, '--out', out, '--as-of', '2026-11-23');
  const time = size === 'shipped' ? null : JSON.parse(bench('time', size, '5'));
  const first = async (page, query) => {
    await page.locator('input[type="search"]').first().fill(query);
    await page.locator('[data-result]').first().waitFor();
    await page.waitForLoadState('networkidle');
  };
  const again = (page, query) => page.evaluate(`(${timed})(() => { const { found, used } = faqtualSearch.query(${JSON.stringify(query)}); return faqtualSearch.show(found.slice(0, 8), used); })`);
  return { ...(await measure(out, 'sources.html', queries, first, again)), index: time && time.with - time.without, added: time?.added };
}

async function pagefind(records, work, queries) {
  const folder = path.join(work, 'pagefind-site');
  const pages = new Map();
  for (const record of records) {
    const url = `/${record.path.replace(/#.*/, '')}`;
    const known = pages.get(url);
    if (known) known.body += ` ${record.headings} ${record.body}`;
    else pages.set(url, { ...record });
  }
  const index = await build([...pages].map(([url, page]) => ({ url, content: pagefindPage(page) })), folder);
  const search = (query) => `(async () => { window.pagefind ??= await import('/pagefind/pagefind.js'); const { results } = await window.pagefind.search(${JSON.stringify(query)}); return Promise.all(results.slice(0, 8).map((result) => result.data())); })`;
  const measured = await measure(folder, 'x', queries, (page, query) => page.evaluate(`${search(query)}()`), (page, query) => page.evaluate(`(${timed})(${search(query)})`));
  return { ...measured, index };
}

async function inPage(name, make, library, work, queries, search) {
  const folder = path.join(work, name);
  mkdirSync(folder, { recursive: true });
  const from = performance.now();
  const json = JSON.stringify(make());
  const index = seconds(from);
  writeFileSync(path.join(folder, 'index.json'), json);
  writeFileSync(path.join(folder, 'library.js'), readFileSync(fileURLToPath(new URL(library, MODULES))));
  const first = async (page, query) => {
    await page.addScriptTag({ url: '/library.js' });
    await page.evaluate(`(async () => { const text = await (await fetch('/index.json')).text(); ${search.load}; ${search.run(query)}; })()`);
  };
  const measured = await measure(folder, 'x', queries, first, (page, query) => page.evaluate(`(${timed})(() => ${search.run(query)})`));
  return { ...measured, index };
}

const OPTIONS = { fields: FIELDS, storeFields: ['title', 'path', 'short'], searchOptions: { boost: BOOST, prefix: true, fuzzy: 0.2 } };

const miniSearch = (records, work, queries) => inPage('minisearch', () => {
  const engine = new MiniSearch(OPTIONS);
  engine.addAll(records.map((record, id) => ({ id, ...record })));
  return engine;
}, 'minisearch/dist/umd/index.js', work, queries, {
  load: `window.engine = MiniSearch.loadJSON(text, ${JSON.stringify(OPTIONS)})`, run: (query) => `window.engine.search(${JSON.stringify(query)})`,
});

const elasticLunr = (records, work, queries) => inPage('elasticlunr', () => {
  const engine = elasticlunr(function () {
    FIELDS.forEach((field) => this.addField(field));
    this.setRef('id');
  });
  records.forEach((record, id) => engine.addDoc({ id, ...record }));
  return engine;
}, 'elasticlunr/elasticlunr.js', work, queries, {
  load: 'window.engine = elasticlunr.Index.load(JSON.parse(text))',
  run: (query) => `window.engine.search(${JSON.stringify(query)}, { fields: ${JSON.stringify(Object.fromEntries(FIELDS.map((field) => [field, { boost: BOOST[field] }])))}, expand: true })`,
});

const shown = (number, digits) => (number === null || number === undefined ? '–' : number.toFixed(digits));
console.log('| site | records | engine | first query, gzip | index built in, s | query in Chromium, ms | added to the build |\n|---|---|---|---|---|---|---|');
for (const size of process.argv.length > 2 ? process.argv.slice(2) : ['shipped', '1000', '5000']) {
  const work = mkdtempSync(path.join(tmpdir(), 'faqtual-bench-'));
  const root = size === 'shipped' ? HOME : path.join(work, 'root');
  if (size !== 'shipped') bench('corpus', size, root);
  bench('records', root, path.join(work, 'records.json'));
  const records = JSON.parse(readFileSync(path.join(work, 'records.json'), 'utf8'));
  const queries = queriesOf(records, size);
  const engines = {
    faqtual: () => ours(root, size, work, queries), Pagefind: () => pagefind(records, work, queries),
    MiniSearch: () => miniSearch(records, work, queries),
    elasticlunr: () => elasticLunr(records, work, queries),
  };
  for (const [name, run] of Object.entries(engines)) {
    const { bytes, index, query, added } = await run();
    const cells = [size, records.length, name, shown(bytes, 0), shown(index, 2), shown(query, 1), added === undefined ? '' : `${Math.round(added * 100)} %`];
    console.log(`| ${cells.join(' | ')} |`);
  }
  rmSync(work, { recursive: true, force: true });
}

// Success at 1 and 3 and mean reciprocal rank of four engines on the queries of tests/relevance, as Markdown tables.
//
//   node benches/search/relevance.mjs RECORDS.json SITE [--fresh] [--ours] [--misses]
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { elasticLunr, miniSearch, ours, pagefindPage } from './engines.mjs';

const [recordsFile, site, ...flags] = process.argv.slice(2);
const root = new URL('../../', import.meta.url);
const records = JSON.parse(readFileSync(recordsFile, 'utf8'));
const set = flags.includes('--fresh') ? 'fresh' : 'queries';
const queries = parse(readFileSync(new URL(`tests/relevance/${set}.yaml`, root), 'utf8'));

async function pagefind() {
  const { start } = await import('./pagefind.mjs');
  return start(records.map((record, at) => ({ url: `/${at}/`, content: pagefindPage(record) })), (url) => records[Number(url.split('/')[1])].path);
}

const engines = { faqtual: ours(new URL('themes/default/scripts/search.js', root), site) };
let close = () => {};
if (!flags.includes('--ours')) {
  engines.MiniSearch = miniSearch(records);
  engines.elasticlunr = elasticLunr(records);
  const found = await pagefind();
  engines.Pagefind = found.search;
  close = found.close;
}

const isQuestion = new Set(records.filter((record) => record.kind === 'question').map((record) => record.path));
const pathOf = (id) => `faq/${id}.html`;
const classes = [...new Set(queries.map((query) => query.class))];
const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const shown = (number) => number.toFixed(2);

/** The place of the wanted question among the questions found, from 1; Infinity if it is not there. */
async function place(search, query) {
  const wanted = [query.id, ...(query.or ?? [])].map(pathOf);
  const questions = (await search(query.q)).filter((path) => isQuestion.has(path));
  const at = questions.findIndex((path) => wanted.includes(path));
  return { at: at < 0 ? Infinity : at + 1, first: questions.slice(0, 3) };
}

const places = {};
for (const [name, search] of Object.entries(engines)) {
  places[name] = [];
  for (const query of queries) places[name].push(await place(search, query));
}
await close();

const names = Object.keys(engines);
console.log(`${queries.length} queries, tests/relevance/${set}.yaml; in each cell success@1 / success@3 / MRR\n`);
console.log(`| class | n | ${names.join(' | ')} |\n|---|---|${'---|'.repeat(names.length)}`);
for (const one of [...classes, 'all']) {
  const chosen = queries.map((query, at) => at).filter((at) => one === 'all' || queries[at].class === one);
  const cells = names.map((name) => {
    const list = chosen.map((at) => places[name][at].at);
    return [mean(list.map((at) => (at === 1 ? 1 : 0))), mean(list.map((at) => (at <= 3 ? 1 : 0))), mean(list.map((at) => 1 / at))].map(shown).join(' / ');
  });
  console.log(`| ${one} | ${chosen.length} | ${cells.join(' | ')} |`);
}
if (flags.includes('--misses')) {
  queries.forEach((query, at) => {
    const found = places.faqtual[at];
    if (found.at > 1) console.log(`${found.at}\t${query.class}\t${query.q}\t-> ${query.id}\tgot ${found.first.map((path) => path.slice(4, -5)).join(', ')}`);
  });
}

// The engines under comparison, each over the same records: `search(text)` gives paths, the best first.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import elasticlunr from 'elasticlunr';
import MiniSearch from 'minisearch';

const FIELDS = ['title', 'also', 'short', 'headings', 'body'];
/** The weights of the fields, the same for those that take any. */
const BOOST = { title: 5, also: 4, short: 3, headings: 3, body: 1 };

/** The theme's own search over the index of a built site. */
export function ours(script, folder) {
  const context = vm.createContext({});
  const run = (file) => vm.runInContext(readFileSync(file, 'utf8'), context);
  run(script);
  run(path.join(folder, 'search/index.js'));
  const engine = context.faqtualSearch;
  return async (text) => {
    for (;;) {
      const { found, used, missing } = engine.query(text);
      const shown = engine.show(found.slice(0, 50), used);
      const files = [...missing, ...shown.missing];
      if (!files.length) return shown.results.map((result) => result.path);
      for (const file of files) run(path.join(folder, 'search', file));
    }
  };
}

/** MiniSearch with its own recommended setting for typing mistakes and beginnings. */
export function miniSearch(records) {
  const engine = new MiniSearch({ fields: FIELDS, searchOptions: { boost: BOOST, prefix: true, fuzzy: 0.2 } });
  engine.addAll(records.map((record, id) => ({ id, ...record })));
  return async (text) => engine.search(text).map(({ id }) => records[id].path);
}

/** elasticlunr with beginnings (`expand`), stemming and stop words as it comes. */
export function elasticLunr(records) {
  const engine = elasticlunr(function () {
    FIELDS.forEach((field) => this.addField(field));
    this.setRef('id');
    this.saveDocument(false);
  });
  records.forEach((record, id) => engine.addDoc({ id, ...record }));
  const fields = Object.fromEntries(FIELDS.map((field) => [field, { boost: BOOST[field] }]));
  return async (text) => engine.search(text, { fields, expand: true }).map(({ ref }) => records[Number(ref)].path);
}

const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** The record as a page that Pagefind weighs as we do; it takes weights up to 10. */
export function pagefindPage(record) {
  const part = (field) => (record[field] ? `<p data-pagefind-weight="${BOOST[field]}">${escaped(record[field])}</p>` : '');
  return `<!doctype html><html lang="en"><head><title>${escaped(record.title)}</title></head><body><main data-pagefind-body>` +
    `<h1 data-pagefind-weight="${BOOST.title}">${escaped(record.title)}</h1>${FIELDS.slice(1).map(part).join('')}</main></body></html>`;
}

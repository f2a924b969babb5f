// The files for machines: they keep to their schema, agree with each other, and the manifest tells their bytes.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import { parse } from 'csv-parse/sync';
import { bytes, files, json, pages, text } from './site.mjs';

/** The records of a CSV text as RFC 4180 has them: every line ends in CRLF and has as many fields as the first. */
function records(text) {
  assert.ok(text.endsWith('\r\n'), 'the last line ends');
  assert.doesNotMatch(text.replace(/"(?:[^"]|"")*"/g, ''), /\r(?!\n)|(?<!\r)\n/, 'a line break that is not CRLF stands in quotes');
  return parse(text, { record_delimiter: '\r\n' });
}

const NAMES = ['facts', 'platforms', 'questions', 'sources'];
const api = Object.fromEntries(NAMES.map((name) => [name, json(`api/${name}.json`)[name]]));

test('every file of the API keeps to the published schema', () => {
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false });
  const schema = json('api/schema.json');
  const validate = ajv.compile(schema);
  const ledger = ajv.compile({ $defs: schema.$defs, $ref: '#/$defs/ledger' });
  assert.ok(ledger(json('api/review.json')), JSON.stringify(ledger.errors));
  assert.deepEqual(files.filter((file) => file.startsWith('api/')), [...NAMES, 'review', 'schema'].sort().map((name) => `api/${name}.json`));
  for (const name of NAMES) {
    const document = json(`api/${name}.json`);
    validate(document);
    assert.deepEqual((validate.errors ?? []).map((error) => `api/${name}.json${error.instancePath}: ${error.message}`), []);
    assert.deepEqual(Object.keys(document).sort(), ['language', name, 'version'].sort());
    assert.notEqual(document[name].length, 0);
  }
  assert.equal(validate({ version: 1, language: 'en', questions: [{}] }), false, 'the schema refuses what is no question');
});

test('what the API names is there', () => {
  const sources = new Set(api.sources.map((source) => source.id));
  const platforms = new Set(api.platforms.map((platform) => platform.id));
  const proven = [...api.facts, ...api.questions, ...api.platforms.flatMap((own) => [...own.data, ...own.opt_out, ...own.events])];
  for (const receipt of proven.flatMap((one) => one.receipts)) assert.ok(sources.has(receipt.source), receipt.source);
  for (const fact of api.facts) assert.ok(platforms.has(fact.platform), fact.platform);
  for (const own of [...api.questions, ...api.platforms]) assert.ok(files.includes(own.path.replace(/#.*$/, '')), own.path);
});

test('the comparison says the same as CSV, as JSON, in the API and on its page', () => {
  const [head, ...lines] = records(text('compare.csv'));
  const { rows } = json('compare.json');
  const csv = lines.map((line) => Object.fromEntries(line.map((field, at) => [head[at], field])));
  const names = new Map(api.platforms.map((platform) => [platform.id, platform.name]));
  // As the writer does: what a spreadsheet would take for a formula begins with an apostrophe.
  const harmless = (field) => (/^[\t\r]|^\s*[=+\-@＝＋－＠]/.test(field) ? `'${field}` : field);
  const expected = rows.flatMap((row) =>
    row.facts.map((fact) => ({
      row: row.label, row_id: row.id, platform: names.get(fact.platform), regions: fact.regions.join(' '), accounts: fact.accounts.join(' '),
      value: fact.value, text: fact.text, confidence: fact.confidence, reviewed: fact.reviewed ?? '', evidence: fact.evidence ?? '',
      sources: fact.receipts.map((receipt) => receipt.source).join(' '),
    })),
  );
  assert.notEqual(expected.length, 0);
  const disarmed = expected.map((fact) => Object.fromEntries(Object.entries(fact).map(([name, field]) => [name, harmless(field)])));
  // A row counted from the steps (`kind: effort`) has no facts; the next test holds it.
  const counted = new Set(rows.filter((row) => row.kind === 'effort').map((row) => row.id));
  assert.deepEqual(csv.filter((line) => !counted.has(line.row_id)).map(({ group, ...others }) => others), disarmed);

  const groups = new Map(csv.map((line) => [line.row_id, line.group]));
  const labels = new Map(rows.filter((row) => groups.has(row.id)).map((row) => [row.group, groups.get(row.id)]));
  for (const row of rows) if (groups.has(row.id)) assert.equal(groups.get(row.id), labels.get(row.group), `the group of ${row.id}`);

  const inOrder = (facts) => facts.map((fact) => JSON.stringify(fact)).sort();
  const compared = new Set(rows.map((row) => row.id));
  assert.deepEqual(inOrder(rows.flatMap((row) => row.facts)), inOrder(api.facts.filter((fact) => compared.has(fact.fact))));

  const { ids } = pages.find((page) => page.file === 'compare.html');
  for (const row of rows) {
    for (const id of [row.id, ...[...names.keys()].map((platform) => `${row.id}--${platform}`)]) assert.ok(ids.includes(id), `#${id}`);
  }
});

test('every row of the comparison has something on each platform, as CSV and as JSON', () => {
  const [head, ...lines] = records(text('compare.csv'));
  const inCsv = new Set(lines.map((line) => `${line[head.indexOf('row_id')]} ${line[head.indexOf('platform')]}`));
  const missing = [];
  for (const row of json('compare.json').rows) {
    const inJson = new Set(Object.values(row).filter(Array.isArray).flat().map((entry) => entry.platform));
    for (const platform of api.platforms) {
      if (!inCsv.has(`${row.id} ${platform.name}`)) missing.push(`compare.csv: ${row.id}, ${platform.name}`);
      if (!inJson.has(platform.id)) missing.push(`compare.json: ${row.id}, ${platform.name}`);
    }
  }
  assert.deepEqual(missing, []);
});

test('the reader of CSV refuses what RFC 4180 does not allow', () => {
  assert.deepEqual(records('a,b\r\n"x ""y"",\r\n",\r\n'), [['a', 'b'], ['x "y",\r\n', '']]);
  for (const wrong of ['a,b\n', 'a\nb,c\r\n', 'a,b\r\nc\r\n', 'a,"b\r\n', 'a"b\r\n', '"a"b\r\n', 'a,b']) assert.throws(() => records(wrong), wrong);
});

test('the manifest names every other file with its SHA-256', () => {
  const manifest = json('build-manifest.json');
  const others = files.filter((file) => file !== 'build-manifest.json');
  const digests = Object.fromEntries(others.map((file) => [file, createHash('sha256').update(bytes(file)).digest('hex')]));
  assert.equal(manifest.version, 1);
  assert.deepEqual(manifest.files, digests);
});

// What an editor program and a code host get: schemas that hold for the shipped content and the starter site, and refuse
// what the compiler refuses; completion and hover in yaml-language-server; reports that keep to their schemas.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import Ajv4 from 'ajv-draft-04';
import Ajv from 'ajv/dist/2020.js';
import { parse } from 'yaml';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const program = process.env.FAQTUAL ?? path.resolve(root, process.env.CARGO_TARGET_DIR ?? 'target', 'release/faqtual');
const faqtual = (...words) => spawnSync(program, words, { cwd: root, encoding: 'utf8' });
const schema = (name) => JSON.parse(faqtual('schema', name).stdout);
const read = (...parts) => readFileSync(path.join(...parts), 'utf8');

function list(folder, below = '') {
  return readdirSync(path.join(folder, below)).flatMap((name) => {
    const inside = path.posix.join(below, name);
    return statSync(path.join(folder, inside)).isDirectory() ? list(folder, inside) : [inside];
  });
}

const KINDS = [
  [/^content\/site\.yaml$/, 'site'], [/^content\/vocabulary\.yaml$/, 'vocabulary'], [/^content\/comparison\.yaml$/, 'comparison'],
  [/^content\/sources\.yaml$/, 'sources'], [/^content\/platforms\/.*\.yaml$/, 'platform'], [/^content\/faq\/.*\.yaml$/, 'faq'],
  [/^content\/explainers\/.*\.md$/, 'explainer'], [/^content\/letters\/.*\.md$/, 'letter'], [/^content\/pages\/.*\.md$/, 'page'],
];
const kindOf = (file) => KINDS.find(([pattern]) => pattern.test(file))?.[1];
const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, allowUnionTypes: true });
const validators = new Map(KINDS.map(([, kind]) => [kind, ajv.compile(schema(kind))]));

/** What the schema of a file's kind says against it. */
function faults(file, text) {
  const yaml = file.endsWith('.md') ? /^---\r?\n([^]*?)^---\s*$/m.exec(text)[1] : text;
  const validate = validators.get(kindOf(file));
  return validate(parse(yaml)) ? [] : validate.errors.map((error) => `${file}${error.instancePath} ${error.message}`);
}

const starter = mkdtempSync(path.join(tmpdir(), 'faqtual-starter-'));
before(() => assert.equal(faqtual('new', 'site', starter).status, 0));
after(() => rmSync(starter, { recursive: true }));

test('the shipped content and the starter site keep to the schemas', () => {
  for (const folder of [root, starter]) {
    const files = list(folder, 'content').filter(kindOf);
    assert.ok(files.length > 8, folder);
    assert.deepEqual(files.flatMap((file) => faults(file, read(folder, file))), []);
  }
});

test('what the compiler refuses by its shape, the schema refuses', () => {
  let cases = 0;
  for (const code of ['missing-key', 'unknown-key', 'wrong-type', 'unknown-value', 'empty-text', 'malformed-id', 'malformed-url', 'malformed-language']) {
    const page = read(root, 'tests/problems', `${code}.md`);
    for (const [, section] of page.matchAll(/^## [^\n]*\n([^]*?)(?=^## |$(?![^]))/gm)) {
      const report = /^```text report\n([^]*?)^```/m.exec(section)[1];
      for (const [, file, text] of section.matchAll(/^```(?:yaml|md) (content\/\S+)\n([^]*?)^```$/gm)) {
        if (!new RegExp(`\\[${code}\\][^\\n]*\\n *--> ${file}`).test(report) || !kindOf(file)) continue;
        // Front matter is the editor's; the text below it, the reference behind a link and the theme are not the schema's.
        const line = Number(new RegExp(`\\[${code}\\][^\\n]*\\n *--> ${file}:(\\d+)`).exec(report)?.[1] ?? 1);
        const inYaml = !file.endsWith('.md') || line <= text.split('\n').indexOf('---', 1) + 1;
        if (!inYaml || /the file name gives the id|below the front matter|links that begin/.test(report)) continue;
        if (/^ +\|? *.*\]\(/m.test(text.split('\n')[line - 1] ?? '')) continue;
        cases += 1;
        assert.notDeepEqual(faults(file, text), [], `${code}, ${file}:\n${text}`);
      }
    }
  }
  assert.ok(cases > 30, `${cases} cases`);
});

test('reports keep to their schemas', () => {
  const broken = 'tests/cli/errors.in';
  const validate = ajv.compile(schema('report'));
  for (const folder of [broken, starter, 'nowhere']) {
    const report = JSON.parse(faqtual('check', folder, '--report', 'json').stderr);
    assert.ok(validate(report), JSON.stringify(validate.errors));
  }
  const sarif = new Ajv4({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(JSON.parse(read(root, 'tests/browser/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')));
  for (const folder of [broken, starter, 'nowhere']) {
    const log = JSON.parse(faqtual('check', folder, '--report', 'sarif').stderr);
    assert.ok(sarif(log), JSON.stringify(sarif.errors));
    assert.equal(log.runs[0].results.length > 0, folder === broken);
  }
});

/** A running yaml-language-server: ask it, tell it, and wait for what it finds in a file. */
function languageServer(home) {
  const server = spawn(process.execPath, [path.join(root, 'tests/browser/node_modules/yaml-language-server/bin/yaml-language-server'), '--stdio']);
  const waiting = new Map();
  const found = new Map();
  let buffer = Buffer.alloc(0);
  const send = (message) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  server.stdout.on('data', (data) => {
    buffer = Buffer.concat([buffer, data]);
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n');
      const length = end < 0 ? NaN : Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, end).toString())[1]);
      if (!(buffer.length >= end + 4 + length)) return;
      const message = JSON.parse(buffer.subarray(end + 4, end + 4 + length).toString());
      buffer = buffer.subarray(end + 4 + length);
      if (message.method === 'textDocument/publishDiagnostics') {
        found.get(message.params.uri)?.(message.params.diagnostics);
      } else if (message.method && message.id !== undefined) {
        send({ id: message.id, result: message.method === 'workspace/configuration' ? message.params.items.map(() => ({})) : null });
      } else if (message.id !== undefined) {
        waiting.get(message.id)?.(message.result);
      }
    }
  });
  let last = 0;
  const ask = (method, params) => new Promise((resolve) => {
    waiting.set(++last, resolve);
    send({ id: last, method, params });
  });
  const uri = (file) => pathToFileURL(path.join(home, file)).href;
  const open = (file, text) => new Promise((resolve) => {
    found.set(uri(file), resolve);
    send({ method: 'textDocument/didOpen', params: { textDocument: { uri: uri(file), languageId: 'yaml', version: 1, text } } });
  });
  const start = async () => {
    const folder = pathToFileURL(home).href;
    await ask('initialize', { processId: process.pid, rootUri: folder, capabilities: { textDocument: { publishDiagnostics: {} } }, workspaceFolders: [{ uri: folder, name: 'site' }] });
    send({ method: 'initialized', params: {} });
  };
  const at = (method, file, line, character) => ask(method, { textDocument: { uri: uri(file) }, position: { line, character } });
  return { start, open, at, stop: () => server.kill() };
}

test('an editor with yaml-language-server finds nothing wrong, completes and explains', async (context) => {
  const server = languageServer(starter);
  context.after(server.stop);
  await server.start();
  for (const file of list(starter, 'content').filter((file) => file.endsWith('.yaml'))) {
    const text = read(starter, file);
    assert.match(text, /^# yaml-language-server: \$schema=(\.\.\/)+\.faqtual\/schema\/\w+\.json\n/, file);
    assert.deepEqual((await server.open(file, text)).map((finding) => `${file}: ${finding.message}`), []);
  }
  // The shipped content, as if it lay in the same site.
  for (const file of list(root, 'content').filter((file) => file.endsWith('.yaml') && kindOf(file))) {
    const head = `# yaml-language-server: $schema=${'../'.repeat(file.split('/').length - 1)}.faqtual/schema/${kindOf(file)}.json\n`;
    const name = file.replace('content/', 'content/shipped-').replace('shipped-platforms', 'platforms').replace('shipped-faq', 'faq');
    assert.deepEqual((await server.open(name, head + read(root, file))).map((finding) => `${file}: ${finding.message}`), []);
  }
  const head = '# yaml-language-server: $schema=../../.faqtual/schema/faq.json\n';
  const wrong = await server.open('content/faq/wrong.yaml', `${head}- id: a\n  qestion: b\n  kind: \n`);
  assert.ok(wrong.some((finding) => /qestion/.test(finding.message)), JSON.stringify(wrong));
  const words = await server.at('textDocument/completion', 'content/faq/wrong.yaml', 3, 8);
  assert.deepEqual(words.items.map((item) => item.label).sort(), ['how-to', 'myth', 'question']);
  const hover = await server.at('textDocument/hover', 'content/faq/basics.yaml', 4, 4);
  assert.match(JSON.stringify(hover.contents), /as people type it/);
});

test('the recipes of the README are YAML, and call commands and options that there are', () => {
  const recipes = [...read(root, 'README.md').matchAll(/^```yaml\n(# \.[^]*?)^```/gm)].map(([, text]) => text);
  assert.equal(recipes.length, 2);
  const [workflow, hooks] = recipes.map((text) => parse(text));
  const calls = [...workflow.jobs.site.steps.map((step) => step.run), ...hooks.repos[0].hooks.map((hook) => hook.entry)].filter((call) => call?.startsWith('faqtual '));
  assert.equal(calls.length, 4);
  for (const call of calls) {
    const [, command, ...words] = call.split(' ');
    const help = faqtual(command, '--help').stdout;
    for (const option of words.filter((word) => word.startsWith('--'))) assert.ok(help.includes(`${option} `) || help.includes(`${option}\n`), call);
  }
});

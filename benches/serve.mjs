// From saving a text to seeing it in Chromium: `faqtual serve --watch`, beside `hugo server` and `mdbook serve` where installed.
//
//   cargo build --release && node benches/serve.mjs [PAGES...]      1000 and 10000 pages, unless told otherwise
//
// Each tool serves as many pages of the same text. One page is open; its text is saved 15 times, each time with a new
// word, and timed until that word can be fetched; with faqtual also until it is visible. Told are medians, and ratios (mdBook: 4 saves).
// What `npm ci` in tests/browser installs is needed. Never part of the tests.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { open } from '../tests/browser/chromium.mjs';

const HOME = fileURLToPath(new URL('..', import.meta.url));
const ROUNDS = 15;
/** The text of a page; no paragraph of one stands in another. */
const body = (number) => Array.from({ length: 8 }, (_, part) => `## Part ${part}\n\n${`Words about posts and models ${number}.${part} and what people may do about them. `.repeat(6)}\n`).join('\n');
const titled = (number) => `Text ${number}`;

/** The binary: the one that `FAQTUAL` names, else the one that `cargo build --release` made. */
function binary() {
  const found = process.env.FAQTUAL ?? path.join(process.env.CARGO_TARGET_DIR ?? path.join(HOME, 'target'), 'release/faqtual');
  if (!existsSync(found)) throw new Error(`there is no ${found}: run cargo build --release`);
  return found;
}

async function put(root, file, text) {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

const numbers = (pages) => Array.from({ length: pages }, (_, number) => number);

/** Each tool: how its site is made and served, where text 0 lies and is shown. */
const TOOLS = {
  faqtual: {
    follows: true,
    version: () => spawnSync(binary(), ['--version'], { encoding: 'utf8' }).stdout,
    file: 'content/explainers/text-0.md',
    page: 'explainers/text-0.html',
    text: (number, word) => `---\ntitle: ${titled(number)}\ndescription: A text.\nsummary: A text.\ntopics: [rights]\nreviewed: 2026-11-23\n---\n\n${word}\n\n${body(number)}`,
    async make(root, pages) {
      await cp(path.join(HOME, 'tests/sites/minimal/content'), path.join(root, 'content'), { recursive: true });
      for (const number of numbers(pages)) await put(root, `content/explainers/text-${number}.md`, this.text(number, 'Words.'));
    },
    command: (root, port) => [binary(), ['serve', root, '--watch', '--port', String(port)]],
  },
  hugo: {
    version: () => spawnSync('hugo', ['version'], { encoding: 'utf8' }).stdout,
    file: 'content/texts/text-0.md',
    page: 'texts/text-0/',
    text: (number, word) => `---\ntitle: ${titled(number)}\n---\n\n${word}\n\n${body(number)}`,
    async make(root, pages) {
      await put(root, 'hugo.toml', "baseURL = '/'\ntitle = 'Texts'\ndisableKinds = ['taxonomy', 'term']\n");
      const frame = (main) => `<!DOCTYPE html><html><head><title>{{ .Title }}</title></head><body><main>${main}</main></body></html>`;
      await put(root, 'layouts/_default/single.html', frame('<h1>{{ .Title }}</h1>{{ .Content }}'));
      await put(root, 'layouts/_default/list.html', frame('<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>'));
      for (const number of numbers(pages)) await put(root, `content/texts/text-${number}.md`, this.text(number, 'Words.'));
    },
    command: (root, port) => ['hugo', ['server', '--source', root, '--port', String(port), '--bind', '127.0.0.1', '--renderToMemory']],
  },
  mdbook: {
    // A save while it still builds is lost on it, and a build takes seconds.
    rounds: 4,
    pause: 14_000,
    version: () => spawnSync('mdbook', ['--version'], { encoding: 'utf8' }).stdout,
    file: 'src/text-0.md',
    page: 'text-0.html',
    text: (number, word) => `# ${titled(number)}\n\n${word}\n\n${body(number)}`,
    async make(root, pages) {
      await put(root, 'book.toml', '[book]\ntitle = "Texts"\n');
      await put(root, 'src/SUMMARY.md', `# Summary\n\n${numbers(pages).map((number) => `- [${titled(number)}](text-${number}.md)`).join('\n')}\n`);
      for (const number of numbers(pages)) await put(root, `src/text-${number}.md`, this.text(number, 'Words.'));
    },
    command: (root, port) => ['mdbook', ['serve', root, '--port', String(port), '--hostname', '127.0.0.1']],
  },
};

function fetched(url) {
  return new Promise((done) => {
    get(url, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => (text += part)).on('end', () => done(text));
    }).on('error', () => done(''));
  });
}

const soon = () => new Promise((done) => setTimeout(done, 1));

const PATIENCE = 120_000;

/** Asks until the page holds the word. */
async function untilFetched(url, word) {
  const end = performance.now() + PATIENCE;
  for (let text = ''; !text.includes(word); text = await fetched(url)) {
    if (performance.now() > end) throw new Error(`${word} is not at ${url}, but ${text.slice(0, 500)}`);
    await soon();
  }
}

const median = (times) => times.toSorted((left, right) => left - right)[Math.floor(times.length / 2)];

async function save(root, tool, word) {
  const file = path.join(root, tool.file);
  const start = performance.now();
  await writeFile(file, tool.text(0, word));
  return start;
}

/** The medians of both times, in milliseconds. */
async function rounds(root, tool, url, page) {
  const [toFetch, toSee] = [[], []];
  for (let round = 0; round < (tool.rounds ?? ROUNDS); round += 1) {
    if (tool.pause) await new Promise((done) => setTimeout(done, tool.pause));
    const words = [`fetched-${round}`, `seen-${round}`];
    let start = await save(root, tool, words[0]);
    await untilFetched(url, words[0]);
    toFetch.push(performance.now() - start);
    if (!page) continue;
    await page.getByText(words[0]).first().waitFor();
    // Nothing is fetched beside the browser here.
    const seen = page.getByText(words[1]).first().waitFor();
    start = await save(root, tool, words[1]);
    await seen;
    toSee.push(performance.now() - start);
  }
  return { fetch: median(toFetch), see: page && median(toSee) };
}

async function measure(tool, pages) {
  const root = await mkdtemp(path.join(tmpdir(), 'faqtual-bench-'));
  const browser = await open();
  let child;
  try {
    await tool.make(root, pages);
    const port = await freePort();
    const [program, options] = tool.command(root, port);
    // A group of its own, so that a program behind a wrapper ends with it.
    child = spawn(program, options, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
    createInterface({ input: child.stdout }).on('line', () => {});
    const url = `http://127.0.0.1:${port}/${tool.page}`;
    await untilFetched(url, 'Words.');
    browser.context.setDefaultTimeout(PATIENCE);
    // Other tools load the page anew, and a save while they do may be lost on it: they are timed by what can be fetched,
    // which is the least that a reader waits.
    const page = tool.follows && (await browser.context.newPage());
    if (page) await page.goto(url);
    return await rounds(root, tool, url, page);
  } finally {
    if (child?.pid) process.kill(-child.pid, 'SIGKILL');
    await browser.close();
    await rm(root, { recursive: true, force: true });
  }
}

const sizes = process.argv.slice(2).map(Number);
for (const pages of sizes.length ? sizes : [1000, 10_000]) {
  let own;
  for (const [name, tool] of Object.entries(TOOLS)) {
    const version = tool.version()?.match(/\d+\.\d+\.\d+/)?.[0];
    if (!version) {
      console.log(`${name}: not installed`);
      continue;
    }
    const times = await measure(tool, pages);
    own ??= times;
    const ratio = times === own ? '' : ` (${(times.fetch / own.fetch).toFixed(1)} times ours)`;
    const visible = times.see ? `, visible after ${times.see.toFixed(0)} ms` : '';
    console.log(`${pages} pages, ${name} ${version}: fetched after ${times.fetch.toFixed(0)} ms${ratio}${visible}`);
  }
}

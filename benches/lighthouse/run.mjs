// Lighthouse on the shipped site, as `faqtual serve` gives it: home, a question, the comparison, an opt-out page.
//
//   cargo build --release && (cd benches/lighthouse && npm ci) && node benches/lighthouse/run.mjs
//
// FAQTUAL names another binary, CHROMIUM another browser. Any score below 100 is told with its reasons and fails.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const root = path.resolve(fileURLToPath(import.meta.url), '../../..');
const binary = process.env.FAQTUAL ?? path.join(root, 'target/release/faqtual');

/** Starts the server on a free port; gives its address once it has told it. */
async function serve() {
  const server = spawn(binary, ['serve', root, '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const base = await new Promise((found, failed) => {
    let told = '';
    const listen = (part) => {
      told += part;
      const address = /http:\/\/[\w.:[\]]+\//.exec(told);
      if (address) found(address[0]);
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
    server.on('error', failed);
    server.on('exit', () => failed(new Error(`${binary} ended: ${told}`)));
  });
  return { base, end: () => server.kill() };
}

const reasons = (report, category) =>
  category.auditRefs.map(({ id }) => report.audits[id]).filter(({ score, scoreDisplayMode }) => score !== null && score < 1 && scoreDisplayMode !== 'informative');

/** One page of each kind that counts; which question and platform, the site itself tells. */
async function pagesOf(base) {
  const first = async (name) => (await (await fetch(`${base}api/${name}.json`)).json())[name][0];
  const [question, platform] = await Promise.all([first('questions'), first('platforms')]);
  return ['index.html', question.path, 'compare.html', `${platform.id}/opt-out.html`];
}

/** The best of a few runs: what else the machine does can only make a page slower. */
async function best(address, port) {
  const total = (lhr) => Object.values(lhr.categories).reduce((sum, { score }) => sum + score, 0);
  const runs = [];
  for (let run = 0; run < 3 && !runs.some((lhr) => total(lhr) === 4); run += 1) {
    const { lhr } = await lighthouse(address, { port, output: 'json', logLevel: 'error' });
    if (lhr.runtimeError) console.error(`${address}: ${lhr.runtimeError.message}`);
    else runs.push(lhr);
  }
  if (!runs.length) throw new Error(`${address}: no run came to an end`);
  return runs.sort((one, other) => total(other) - total(one))[0];
}

const server = await serve();
const chrome = await launch({ chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium', chromeFlags: ['--headless', '--no-sandbox', '--disable-gpu'] });
let below = 0;
try {
  for (const page of await pagesOf(server.base)) {
    const lhr = await best(`${server.base}${page}`, chrome.port);
    const scores = Object.values(lhr.categories).map((category) => `${category.title} ${Math.round(category.score * 100)}`);
    console.log(`${page}: ${scores.join(', ')}`);
    for (const category of Object.values(lhr.categories).filter(({ score }) => score < 1)) {
      below += 1;
      for (const { id, title, displayValue } of reasons(lhr, category)) console.log(`  ${category.title}: ${id}: ${title} ${displayValue ?? ''}`);
    }
  }
} finally {
  await chrome.kill();
  server.end();
}
process.exitCode = below ? 1 : 0;

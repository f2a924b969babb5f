// How time and memory of a full build grow with each thing that a site can have more of.
//
//   node benches/build/growth.mjs [--runs N] [--on FOLDER]
//
// One count grows, the others stay. Beside each series stands the straight line through it by least squares: what each
// more costs, how much of the variance the line explains (R²), and what twice as many took in the last step.
// FAQTUAL and FAQTUAL_BENCH may name programs that are built already. GNU time is needed for memory.
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { FAQTUAL, median, ours, show, timed } from './measure.mjs';

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, on: { type: 'string', default: '/dev/shm' } },
});
const RUNS = Number(options.runs);
const BASE = { pages: 200, questions: 40, platforms: 4, rows: 16, links: 1 };

/** What grows: its name, how many of it each shape has, and the shapes. */
const SERIES = [
  ['explainers', ({ pages }) => pages, [1000, 2000, 4000, 8000].map((pages) => ({ ...BASE, pages }))],
  ['questions', ({ questions }) => questions, [500, 1000, 2000, 4000].map((questions) => ({ ...BASE, questions }))],
  ['platforms × rows', ({ platforms, rows }) => platforms * rows, [[8, 16], [8, 32], [16, 32], [16, 64]].map(([platforms, rows]) => ({ ...BASE, platforms, rows }))],
  ['links', ({ pages, links }) => pages * 6 * links, [16, 32, 64, 128].map((links) => ({ ...BASE, links }))],
];

/** Median seconds and MiB of full builds of a site of this shape. */
function measure({ pages, questions, platforms, rows, links }) {
  const work = mkdtempSync(path.join(options.on, 'faqtual-growth-'));
  try {
    ours('grown', ...[pages, questions, platforms, rows, links].map(String), work);
    const runs = Array.from({ length: RUNS + 1 }, () => {
      rmSync(path.join(work, 'dist'), { recursive: true, force: true });
      return timed([[FAQTUAL, 'build', '--as-of', '2026-11-23']], work, options.on);
    }).slice(1);
    return { seconds: median(runs.map((run) => run.seconds)), memory: median(runs.map((run) => run.memory)) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The slope of the straight line through the points, and the part of the variance that it explains. */
function line(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [0, 1].map((at) => mean(points.map((point) => point[at])));
  const sum = (left, right) => points.reduce((total, point) => total + left(point) * right(point), 0);
  const [dx, dy] = [(point) => point[0] - x, (point) => point[1] - y];
  return { slope: sum(dx, dy) / sum(dx, dx), explained: sum(dx, dy) ** 2 / (sum(dx, dx) * sum(dy, dy)) };
}

for (const [name, count, shapes] of SERIES) {
  const measured = shapes.map((shape) => ({ count: count(shape), ...measure(shape) }));
  console.log(`\n| ${name} | ${measured.map((one) => one.count).join(' | ')} | each more | R² | last doubling |\n|---|${'---|'.repeat(measured.length + 3)}`);
  for (const [what, unit, digits, more, scale] of [['seconds', 's', 2, 'µs', 1e6], ['memory', 'MiB', 0, 'KiB', 1024]]) {
    const values = measured.map((one) => one[what]);
    const { slope, explained } = line(measured.map((one) => [one.count, one[what]]));
    const doubled = values.at(-1) / values.at(-2);
    console.log(`| ${unit} | ${values.map((value) => show(value, digits)).join(' | ')} | ${show(slope * scale, 1)} ${more} | ${show(explained, 3)} | × ${show(doubled)} |`);
  }
}

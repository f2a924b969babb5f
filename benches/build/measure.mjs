// What both benchmarks of builds need: our programs, and how long a command takes and how much memory.
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const HOME = fileURLToPath(new URL('../..', import.meta.url));

/** A program of ours: the one that a variable names, or the one of this kind that cargo builds now. */
function program(variable, kind, cargo) {
  if (process.env[variable]) return process.env[variable];
  const messages = execFileSync('cargo', [...cargo, '--message-format=json'], { cwd: HOME, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] });
  const artifacts = messages.trim().split('\n').map((line) => JSON.parse(line));
  return artifacts.find((message) => message.executable && message.target.kind.includes(kind)).executable;
}

export const FAQTUAL = program('FAQTUAL', 'bin', ['build', '--release', '--locked']);
export const BENCH = program('FAQTUAL_BENCH', 'bench', ['bench', '--no-run', '--locked', '--bench', 'build']);

/** Runs this benchmark's `main.rs`, and gives what it prints. */
export const ours = (...rest) => execFileSync(BENCH, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/**
 * Runs commands one after another in `folder`, their temporary files in `temporary`, so that they lie on the same file
 * system as the output; gives the seconds of all, and the most memory that one took, in MiB.
 */
export function timed(commands, folder, temporary) {
  let [seconds, memory] = [0, 0];
  for (const command of commands) {
    const start = performance.now();
    const env = { ...process.env, TMPDIR: temporary };
    const run = spawnSync('/usr/bin/time', ['-f', '%M', ...command], { cwd: folder, env, encoding: 'utf8', maxBuffer: 1 << 28 });
    seconds += (performance.now() - start) / 1000;
    if (run.status !== 0) throw new Error(`${command.join(' ')}: ${run.error ?? run.stderr}`);
    memory = Math.max(memory, Number(run.stderr.trim().split('\n').at(-1)) / 1024);
  }
  return { seconds, memory };
}

export const median = (numbers) => [...numbers].sort((left, right) => left - right)[Math.floor(numbers.length / 2)];
export const show = (number, digits = 2) => number.toFixed(digits);

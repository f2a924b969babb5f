// The program under test.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HOME = fileURLToPath(new URL('../..', import.meta.url));

/** The binary: the one that `FAQTUAL` names, else the one that cargo built. */
export function program() {
  const target = process.env.CARGO_TARGET_DIR ?? path.join(HOME, 'target');
  const found = [process.env.FAQTUAL, path.join(target, 'release/faqtual'), path.join(target, 'debug/faqtual')].find((file) => file && existsSync(file));
  assert.ok(found, 'there is no faqtual: run `cargo build --release`, or name one by FAQTUAL');
  return found;
}

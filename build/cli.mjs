/**
 * `npm run cli -- COMMAND ...`: the terminal program, made ready first where needed. Standard output belongs to the program
 * alone (`--json`); everything said here goes to standard error.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { nodeProblem } from './node-version.mjs';

const problem = nodeProblem();
if (problem !== null) fail(problem);
const { build, install, ROOT } = await import('./prepare.mjs');

try {
  install();
  await build();
} catch (error) {
  fail(error.message);
}
// In this process, not in a child: signals, exit code and terminal are then simply the program's own.
createRequire(import.meta.url)(path.join(ROOT, 'dist/cli/cli.cjs'));

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

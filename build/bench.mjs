/**
 * `npm run bench`: measures the product's promises against foreign programs on the same wires, in network namespaces that it makes
 * and removes; some eight minutes. `npm run bench -- NAME ...` runs some of them; `--readme` writes a whole run into the README.
 * Figures: test-results/bench.json and bench.md. Ends with 1 where a bar does not hold.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { nodeProblem } from './node-version.mjs';

const problem = nodeProblem() ?? placeProblem();
if (problem !== null) {
  console.error(problem);
  process.exit(1);
}
const { install, ROOT } = await import('./prepare.mjs');
install();
const { bundle } = await import('./bundle.mjs');
// Only what is measured: the window is not.
await bundle({ test: true, bench: true, only: ['cli', 'assets', 'test', 'bench'] });

const child = spawn(process.execPath, [path.join(ROOT, 'dist/bench/main.cjs'), ...process.argv.slice(2)], { stdio: 'inherit' });
// The bench removes its namespaces itself; this process only waits for it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => {
  process.exitCode = code ?? 130;
});

function placeProblem() {
  if (process.platform !== 'linux') return 'The bench is made of Linux network namespaces; it runs on Linux only.';
  return process.getuid() === 0 ? null : 'The bench needs root for its network namespaces (sudo npm run bench).';
}

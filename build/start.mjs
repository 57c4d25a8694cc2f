/**
 * `npm start`: opens the wizard, on a clean clone with Node and npm only. Where no window can be opened it says so in one line
 * and runs the onboarding of the practice site in the terminal instead.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { nodeProblem } from './node-version.mjs';

const problem = nodeProblem();
if (problem !== null) fail(problem);
const { build, install, ROOT } = await import('./prepare.mjs');
const { whyNoDisplay } = await import('./display.mjs');

try {
  install();
  await build();
} catch (error) {
  fail(error.message);
}
const why = whyNoDisplay(process.env, process.platform);
if (why !== null) runInTerminal(why);
else await openWizard();

async function openWizard() {
  const { bootstrapElectron } = await import('./bootstrap-electron.mjs');
  let electron;
  try {
    electron = await bootstrapElectron();
  } catch (error) {
    runInTerminal(error.message);
    return;
  }
  // Chromium's own log is about buses and graphics cards that a machine may well lack; ours is a file.
  const args = ['--log-level=3', ROOT, ...process.argv.slice(2)];
  if (process.platform === 'linux' && process.getuid() === 0) {
    console.error("Running as root, where Chromium's sandbox cannot work: it is off. Prefer an ordinary user.");
    args.unshift('--no-sandbox');
  }
  run(electron.program, args);
}

function runInTerminal(reason) {
  console.error(`${reason} Running the practice site in the terminal instead.`);
  run(process.execPath, [path.join(ROOT, 'dist/cli/cli.cjs'), 'connect', '--practice']);
}

/** Ends as the program ends. Ctrl+C reaches both of us; the program decides. */
function run(program, args) {
  const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit' });
  const pass = (signal) => child.kill(signal);
  process.on('SIGTERM', pass).on('SIGHUP', pass).on('SIGINT', () => undefined);
  child.once('error', (error) => fail(`${path.basename(program)} cannot be started: ${error.message}`));
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

/**
 * `npm test`: everything, in order, with one sum at the end. `node build/test.mjs PART ...` runs parts: types, lint, unit, protocol, app, lab;
 * `nightly` only when it is named.
 * Arguments after `--` go to the runner of a single part, for example `node build/test.mjs app -- -g undo`.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { nodeProblem } from './node-version.mjs';

const problem = nodeProblem();
if (problem !== null) {
  console.error(problem);
  process.exit(1);
}
const { build, install, ROOT } = await import('./prepare.mjs');
const { bootstrapElectron } = await import('./bootstrap-electron.mjs');
const { openDisplay } = await import('./display.mjs');

const RESULTS = path.join(ROOT, 'test-results');
const MINUTE = 60_000;
/** Packages whose program has another name. */
const PACKAGE_OF = { tsc: 'typescript', playwright: '@playwright/test' };

/** @typedef {{ passed: number, failed: number, skipped: string[], failures?: string[] }} Sum  `skipped`: one line each, with the reason; `failures`: what failed and how it said so, where the runner tells */

/** @typedef {((text: string) => void) | null} Say  where a runner's output goes; null: straight to ours */

/** @type {Record<string, { title: string, run: (more: string[], say: Say) => Promise<Sum>, onRequest?: boolean }>} */
const PARTS = {
  types: { title: 'Types (tsc)', run: (more, say) => single(['tsc', '-b', ...more], say) },
  lint: { title: 'Lint (eslint)', run: (more, say) => single(['eslint', '--max-warnings=0', '.', ...more], say) },
  unit: { title: 'Unit, property, engine, window (vitest)', run: (more, say) => vitest('unit', more, 20 * MINUTE, say, ['--project', 'node', '--project', 'window']) },
  // Some hear the same multicast group: one file at a time.
  protocol: { title: 'Protocols over loopback (vitest)', run: (more, say) => vitest('protocol', more, 20 * MINUTE, say, ['--project', 'protocol', '--no-file-parallelism']) },
  app: { title: 'The wizard in Electron (playwright)', run: app },
  lab: { title: 'The lab, end to end (vitest)', run: (more, say) => lab('lab', more, say) },
  nightly: { title: 'The lab, every box and every fault (vitest)', run: (more, say) => lab('nightly', more, say), onRequest: true },
};

/** Parts side by side, groups one after another: types and lint have one thread each, protocols mostly wait; the others want the machine for themselves. */
const GROUPS = [['types', 'lint'], ['protocol', 'unit'], ['app'], ['lab'], ['nightly']];

const separator = process.argv.indexOf('--');
const names = process.argv.slice(2, separator < 0 ? undefined : separator);
const more = separator < 0 ? [] : process.argv.slice(separator + 1);
const unknown = names.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  console.error(`Unknown part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}.`);
  process.exit(2);
}

install();
fs.mkdirSync(RESULTS, { recursive: true });
const started = performance.now();
const sum = { passed: 0, failed: 0, skipped: [], failures: [] };
for (const group of GROUPS) {
  const wanted = group.filter((name) => (names.length === 0 ? PARTS[name].onRequest !== true : names.includes(name)));
  // Both use what is built; two builds at once would spoil each other.
  if (['app', 'lab', 'nightly'].some((name) => wanted.includes(name))) await build({ test: true });
  await Promise.all(wanted.map((name, index) => runPart(name, index === 0 ? null : [])));
}

console.log(`\nTook ${seconds(started)} s.`);
for (const reason of sum.skipped) console.log(`skipped: ${reason}`);
// Again at the end: between there and here may be a thousand lines.
for (const failure of sum.failures) console.log(`failed: ${failure}`);
console.log(line(sum));
process.exitCode = sum.failed > 0 ? 1 : 0;

/** `kept`: where the output waits until the part is over, so that parts side by side stay readable; null shows it as it comes. */
async function runPart(name, kept) {
  const part = PARTS[name];
  const say = (text) => {
    if (kept === null) process.stdout.write(text);
    else kept.push(text);
  };
  say(`\n== ${part.title} ==\n`);
  const begun = performance.now();
  const result = await part.run(more, kept === null ? null : say);
  // A run that tried nothing proves nothing.
  if (result.passed + result.failed + result.skipped.length === 0) {
    say(`${name}: no test ran, which counts as a failure\n`);
    result.failed++;
  }
  if (result.failed > 0) sum.failures.push(...(result.failures?.length ? result.failures : [`${name} (see above)`]));
  say(`-- ${name}: ${line(result)}, ${seconds(begun)} s\n`);
  if (kept !== null) process.stdout.write(kept.join(''));
  sum.passed += result.passed;
  sum.failed += result.failed;
  sum.skipped.push(...result.skipped);
}

function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}

function seconds(since) {
  return Math.round((performance.now() - since) / 1000);
}

/** A check that is right or wrong as a whole. */
async function single(command, say) {
  const ok = await npx(command, {}, 15 * MINUTE, say);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [] };
}

async function vitest(name, more, deadline, say, config = []) {
  const report = path.join(RESULTS, `${name}.json`);
  fs.rmSync(report, { force: true });
  const ok = await npx(['vitest', 'run', ...config, '--passWithNoTests=false', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...more], {}, deadline, say);
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = readJson(report) ?? {};
  const all = testResults.flatMap((file) => file.assertionResults.map((test) => ({ ...test, title: `${path.relative(ROOT, file.name)}: ${test.fullName}` })));
  const skipped = all.filter((test) => ['pending', 'skipped', 'todo', 'disabled'].includes(test.status)).map((test) => `${test.title} (${test.meta?.skipped ?? test.status})`);
  const failures = all.filter((test) => test.status === 'failed').map((test) => `${test.title}: ${plain(test.failureMessages.join(' '))}`);
  // A file that does not load has no failed test, and a runner that is killed has no report.
  return { passed: numPassedTests, failed: ok ? numFailedTests : Math.max(1, numFailedTests), skipped, failures };
}

async function app(more, say) {
  await bootstrapElectron();
  const display = await openDisplay();
  if (display === null) return { passed: 0, failed: 0, skipped: ['the app tests: there is no display and no Xvfb here (on Debian: apt install xvfb)'] };
  const report = path.join(RESULTS, 'app.json');
  fs.rmSync(report, { force: true });
  try {
    const ok = await npx(['playwright', 'test', ...more], { ...display.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }, 20 * MINUTE, say);
    const { stats = {}, suites = [] } = readJson(report) ?? {};
    // A test that passes only at the second try is no good test.
    const failed = (stats.unexpected ?? 0) + (stats.flaky ?? 0);
    return { passed: stats.expected ?? 0, failed: ok ? failed : Math.max(1, failed), skipped: suites.flatMap(skippedIn), failures: suites.flatMap(failedIn) };
  } finally {
    display.stop();
  }
}

function skippedIn(suite) {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.filter((test) => test.status === 'skipped').map((test) => `${suite.file}: ${spec.title} (${test.annotations.find((note) => note.type === 'skip' || note.type === 'fixme')?.description ?? 'no reason given'})`),
  );
  return [...own, ...(suite.suites ?? []).flatMap(skippedIn)];
}

function failedIn(suite) {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.filter((test) => ['unexpected', 'flaky'].includes(test.status)).map((test) => `${suite.file}: ${spec.title}: ${plain(test.results.flatMap((result) => result.errors.map((error) => error.message ?? '')).join(' '))}`),
  );
  return [...own, ...(suite.suites ?? []).flatMap(failedIn)];
}

/** A failure's words on one line of a size for reading. */
function plain(text) {
  return stripVTControlCharacters(text).replaceAll(/\s+/g, ' ').trim().slice(0, 600);
}

async function lab(name, more, say) {
  if (process.platform !== 'linux') return { passed: 0, failed: 0, skipped: ['the lab: it is made of Linux network namespaces'] };
  if (process.getuid() !== 0) return { passed: 0, failed: 0, skipped: ['the lab: it needs root for its network namespaces (sudo npm test)'] };
  const [folder, minutes] = name === 'nightly' ? ['test/lab/nightly', 240] : ['test/lab', 40];
  return vitest(name, more, minutes * MINUTE, say, ['--config', `${folder}/vitest.config.ts`]);
}

/** Runs a program of the installed packages; true when it ended well and in time. */
function npx([program, ...args], env, deadline, say) {
  const { bin } = readJson(path.join(ROOT, 'node_modules', PACKAGE_OF[program] ?? program, 'package.json'));
  const script = path.join(ROOT, 'node_modules', PACKAGE_OF[program] ?? program, typeof bin === 'string' ? bin : bin[program]);
  return new Promise((resolve) => {
    // A group of its own, so that a runner that hangs is ended with all it started.
    const child = spawn(process.execPath, [script, ...args], { cwd: ROOT, stdio: say === null ? 'inherit' : ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env }, detached: process.platform !== 'win32' });
    for (const output of say === null ? [] : [child.stdout, child.stderr]) output.setEncoding('utf8').on('data', say);
    const end = (signal) => {
      try {
        process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
      } catch {
        // Gone already.
      }
    };
    const timer = setTimeout(() => {
      (say ?? process.stdout.write.bind(process.stdout))(`${program} did not end within ${Math.round(deadline / MINUTE)} minutes and is stopped\n`);
      end('SIGKILL');
    }, deadline);
    const stop = (signal) => {
      end(signal);
      process.exitCode = 130;
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
    child.once('close', (code) => {
      clearTimeout(timer);
      process.off('SIGINT', stop).off('SIGTERM', stop);
      if (process.exitCode === 130) process.exit(130);
      resolve(code === 0);
    });
  });
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

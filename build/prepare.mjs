/** Makes a clone ready to run: packages installed, programs built. Quick when there is nothing to do. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '..');
const LOCK = path.join(ROOT, 'package-lock.json');
const INSTALLED = path.join(ROOT, 'node_modules', '.package-lock.json');
/** The lock file that the packages were installed from. */
const STAMP = path.join(ROOT, 'node_modules', '.installed-from');

/**
 * `npm ci` where packages are absent or older than the lock file. Everything it prints goes to standard error.
 * @param {(line: string) => void} log
 * @throws {Error} with one sentence
 */
export function install(log = (line) => console.error(line)) {
  if (isInstalled()) return;
  log('Installing packages (npm ci), once ...');
  // npm is a script on Windows, which only a shell can start.
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: ROOT, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (result.error !== undefined) throw new Error(`npm cannot be started (${result.error.message}); it comes with Node.`);
  if (result.status !== 0) throw new Error('The packages could not be installed; npm says above why.');
  fs.writeFileSync(STAMP, lockHash());
}

export function isInstalled() {
  const installed = fs.statSync(INSTALLED, { throwIfNoEntry: false });
  if (installed === undefined) return false;
  // Times alone would install again after every `git checkout`; a stamp alone would not know a plain `npm install`.
  return installed.mtimeMs >= fs.statSync(LOCK).mtimeMs || (fs.existsSync(STAMP) && fs.readFileSync(STAMP, 'utf8') === lockHash());
}

/** Builds what is stale; says nothing when nothing is. */
export async function build({ test = false, log = (line) => console.error(line) } = {}) {
  const { bundle, isStale } = await import('./bundle.mjs');
  if (!isStale({ test })) return;
  log('Building ...');
  await bundle({ test, log: () => undefined });
}

function lockHash() {
  return createHash('sha256').update(fs.readFileSync(LOCK)).digest('hex');
}

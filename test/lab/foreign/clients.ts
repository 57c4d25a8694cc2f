import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** ONVIF clients that no one here wrote, kept outside of the repository. */
export interface ForeignClients {
  /** Program and environment of Debian's onvif-util; null: not to be had. */
  readonly onvifUtil: { readonly program: string; readonly env: NodeJS.ProcessEnv } | null;
  /** Folder with `node_modules` of npm's `onvif` and `node-onvif`; null: not to be had. */
  readonly npm: string | null;
}

/** The newest of each. */
const NPM = ['onvif@0.8.3', 'node-onvif@0.1.7'] as const;
/** The program and its library; the rest of what the package wants is for its window, which nobody opens here. */
const DEBIAN = ['onvif-tools', 'libonvif1'] as const;
const CACHE = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'kerberos-tunnel-lab');
const MINUTE = 60_000;

/** Fetches what is not there yet; the machine itself is not changed. */
export function foreignClients(): ForeignClients {
  return { onvifUtil: unpackedOnvifUtil(), npm: npmClients() };
}

function npmClients(): string | null {
  const folder = path.join(CACHE, `npm-${NPM.join('+')}`);
  return made(folder, (work) => run('npm', ['install', '--prefix', work, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', ...NPM], CACHE)) ? folder : null;
}

function unpackedOnvifUtil(): ForeignClients['onvifUtil'] {
  const folder = path.join(CACHE, `debian-${DEBIAN.join('+')}`);
  const download = (work: string): boolean => run('apt-get', ['download', '-qq', ...DEBIAN], work);
  const done = made(folder, (work) => {
    // A fresh machine has no lists of packages yet.
    if (!download(work) && !(run('apt-get', ['update', '-qq'], work) && download(work))) return false;
    return readdirSync(work).filter((file) => file.endsWith('.deb')).every((file) => run('dpkg', ['-x', file, '.'], work));
  });
  if (!done) return null;
  const library = readdirSync(path.join(folder, 'usr/lib'), { recursive: true, encoding: 'utf8' }).find((file) => path.basename(file).startsWith('libonvif.so'));
  return { program: path.join(folder, 'usr/bin/onvif-util'), env: { LD_LIBRARY_PATH: path.dirname(path.join(folder, 'usr/lib', library ?? '')) } };
}

/** Whole or not at all: a run that is killed leaves nothing that looks finished. */
function made(folder: string, make: (work: string) => boolean): boolean {
  if (existsSync(folder)) return true;
  const work = `${folder}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    if (!make(work)) return false;
    renameSync(work, folder);
    return true;
  } catch {
    return existsSync(folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function run(program: string, args: readonly string[], cwd: string): boolean {
  return spawnSync(program, args, { cwd, stdio: 'ignore', timeout: 2 * MINUTE, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0;
}

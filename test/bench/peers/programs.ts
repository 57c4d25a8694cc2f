import { existsSync, mkdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';

/** What the product is measured against: foreign programs, none of them in this repository. */
export interface Peers {
  readonly nmap: string | null;
  readonly tcpdump: string | null;
  readonly ffprobe: string | null;
  readonly onvifUtil: string | null;
  /** Folder with `node_modules` of npm's `onvif` and `node-onvif`. */
  readonly npm: string | null;
  /** One line each: what is missing and why. */
  readonly missing: readonly string[];
}

const DEBIAN = { nmap: 'nmap', tcpdump: 'tcpdump', ffprobe: 'ffmpeg', 'onvif-util': 'onvif-tools' } as const;
const NPM = ['onvif@0.8.3', 'node-onvif@0.1.7'] as const;
const FOLDER = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'kerberos-tunnel-bench');
const MINUTE = 60_000;

/** Installs what is not there, outside of the repository; what cannot be had is missing by name. */
export function findPeers(say: (line: string) => void): Peers {
  const missing: string[] = [];
  const wanted = Object.entries(DEBIAN).filter(([program]) => which(program) === null);
  if (wanted.length > 0) {
    const packages = [...new Set(wanted.map(([, name]) => name))];
    say(`installing ${packages.join(', ')}`);
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { stdio: 'ignore', timeout: 3 * MINUTE, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  }
  const program = (name: keyof typeof DEBIAN): string | null => {
    const found = which(name);
    if (found === null) missing.push(`${name} (Debian package ${DEBIAN[name]} could not be installed)`);
    return found;
  };
  return { nmap: program('nmap'), tcpdump: program('tcpdump'), ffprobe: program('ffprobe'), onvifUtil: program('onvif-util'), npm: npmFolder(say, missing), missing };
}

function npmFolder(say: (line: string) => void, missing: string[]): string | null {
  const folder = path.join(FOLDER, NPM.join('+').replaceAll('/', '-'));
  const isThere = (): boolean => NPM.every((name) => existsSync(path.join(folder, 'node_modules', name.replace(/@[^@]*$/, ''), 'package.json')));
  if (!isThere()) {
    say(`installing ${NPM.join(', ')}`);
    mkdirSync(folder, { recursive: true });
    spawnSync('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', ...NPM], { stdio: 'ignore', timeout: 2 * MINUTE });
  }
  if (isThere()) return folder;
  missing.push(`npm ${NPM.join(' and ')} (could not be installed)`);
  return null;
}

function which(program: string): string | null {
  return (process.env['PATH'] ?? '').split(':').map((folder) => path.join(folder, program)).find((file) => existsSync(file)) ?? null;
}

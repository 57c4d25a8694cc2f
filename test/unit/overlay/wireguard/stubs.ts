import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Programs of this machine that every box has; no others are in the path, so that what is missing is missing here too. */
const USUAL = ['sh', 'awk', 'cat', 'chmod', 'cp', 'cut', 'date', 'dirname', 'flock', 'grep', 'head', 'ls', 'mkdir', 'mv', 'readlink', 'rm', 'rmdir', 'sed', 'sha256sum', 'sort', 'stat', 'sync', 'tail', 'touch', 'tr', 'uname', 'wc'];

/** A folder in place of a machine's root, with programs of the test first in its path; scripts run for real in a shell. */
export class Machine {
  readonly root = mkdtempSync(join(tmpdir(), 'kt-wireguard-'));

  constructor() {
    for (const folder of ['bin', 'usual', 'etc/wireguard', 'etc/sysctl.d', 'etc/init.d', 'sys/class/net', 'run', 'proc/sys/net/ipv4']) mkdirSync(join(this.root, folder), { recursive: true });
    writeFileSync(this.path('proc/sys/net/ipv4/ip_forward'), '0\n');
    for (const name of USUAL) {
      const place = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)).find((file) => existsSync(file));
      if (place !== undefined) symlinkSync(place, this.path('usual', name));
    }
  }

  path(...parts: readonly string[]): string {
    return join(this.root, ...parts);
  }

  program(name: string, body: string): void {
    writeFileSync(this.path('bin', name), `#!/bin/sh\n${body}\n`);
    chmodSync(this.path('bin', name), 0o755);
  }

  run(script: string, args: readonly string[] = []): { code: number | null; stdout: string; stderr: string } {
    const moved = script.replaceAll(/(?<![\w/."])\/(etc|sys|run)\//g, `${this.root}/$1/`).replaceAll('"/etc/', `"${this.root}/etc/`).replaceAll('"/sys/', `"${this.root}/sys/`).replaceAll('/proc/sys/', `${this.root}/proc/sys/`);
    const ended = spawnSync('/bin/sh', ['-c', moved, 'script', ...args], { encoding: 'utf8', env: { PATH: `${this.path('bin')}:${this.path('usual')}`, ROOT: this.root } });
    return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
  }

  tree(): string {
    return execFileSync('sh', ['-c', 'cd "$1" && find etc run sys -type f | sort', 'tree', this.root], { encoding: 'utf8' });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Keys in the form that `wg` has; no key of anybody. */
export const KEYS = { hub: `${'H'.repeat(42)}A=`, box: `${'B'.repeat(42)}A=`, old: `${'O'.repeat(42)}A=`, office: `${'C'.repeat(42)}A=` } as const;

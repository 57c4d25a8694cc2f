import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { expect, ROOT, Running, test } from './program';

/** "nobody" on every Linux. */
const NOBODY = 65534;

/** As root the sandbox is off, so the other tests do not see it: here an ordinary user starts the program with it. */
test('an ordinary user runs it with the sandbox on', async ({}, info) => {
  test.skip(process.platform !== 'linux', 'what the kernel says of a process is read from /proc');
  const root = process.getuid?.() === 0;
  test.skip(root && !canBecomeNobody(), 'root cannot become an ordinary user here (setpriv is missing)');
  const home = mkdtempSync(path.join(os.tmpdir(), 'kerberos-tunnel-nobody-'));
  let running: Running | null = null;
  try {
    const data = path.join(home, 'data');
    mkdirSync(data);
    const program = root ? programForNobody(home) : undefined;
    running = await Running.launch({ data, traces: info.outputPath('traces'), sandbox: true, ...(program === undefined ? {} : { executablePath: program }) });
    await expect(running.page.getByRole('heading', { level: 1 })).toBeVisible();

    const pid = await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0);
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    expect(status, 'the window has a system call filter').toMatch(/^Seccomp:\s+2$/m);
    expect(status, 'the window can gain no rights').toMatch(/^NoNewPrivs:\s+1$/m);
    expect(status, 'the window has no rights of root').toMatch(/^CapEff:\s+0+$/m);
    expect(namespaceOf(pid, 'net'), 'the window has no network').not.toBe(namespaceOf('self', 'net'));
  } finally {
    await running?.close(null);
    rmSync(home, { recursive: true, force: true });
  }
});

function namespaceOf(pid: number | string, kind: string): string {
  return execFileSync('readlink', [`/proc/${String(pid)}/ns/${kind}`], { encoding: 'utf8' }).trim();
}

function canBecomeNobody(): boolean {
  try {
    return execFileSync('setpriv', ['--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups', 'id', '-u'], { encoding: 'utf8' }).trim() === String(NOBODY);
  } catch {
    return false;
  }
}

/** Root's home is closed to others, and that is where Electron lies: copies of it and of the program, and a script that gives up root. */
function programForNobody(home: string): string {
  const electron = path.dirname(realpathSync(createRequire(import.meta.url)('electron') as string));
  execFileSync('cp', ['-a', '--reflink=auto', electron, path.join(home, 'electron')]);
  const program = path.join(home, 'program');
  mkdirSync(program);
  for (const part of ['package.json', 'dist/main', 'dist/preload', 'dist/renderer', 'dist/assets']) {
    if (existsSync(path.join(ROOT, part))) cpSync(path.join(ROOT, part), path.join(program, part), { recursive: true });
  }
  const script = path.join(home, 'as-nobody');
  // Playwright names the folder of the repository last; the copy takes its place.
  writeFileSync(script, `#!/bin/bash
set -- "\${@/#%${ROOT}/${program}}"
exec env HOME=${home} XAUTHORITY=${home}/Xauthority XDG_CONFIG_HOME=${home} XDG_CACHE_HOME=${home} setpriv --reuid ${String(NOBODY)} --regid ${String(NOBODY)} --clear-groups ${home}/electron/electron "$@"
`);
  chmodSync(script, 0o755);
  // The key to a display that has a lock (xvfb-run).
  const key = path.join(home, 'Xauthority');
  if (process.env['XAUTHORITY'] !== undefined) copyFileSync(process.env['XAUTHORITY'], key);
  else writeFileSync(key, '');
  for (const file of [home, path.join(home, 'data'), key]) chownSync(file, NOBODY, NOBODY);
  return script;
}

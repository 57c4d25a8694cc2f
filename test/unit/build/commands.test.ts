import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bundle, isStale } from '../../../build/bundle.mjs';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** Runs a script of build/ on this Node, as npm does. */
function run(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...rest } = process.env;
    const child = spawn(process.execPath, [path.join(ROOT, 'build', script), ...args], { cwd: os.tmpdir(), env: { ...rest, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => { resolve({ code, stdout, stderr }); });
  });
}

describe('npm run build', { timeout: 120_000 }, () => {
  it('builds nothing the second time', async () => {
    await bundle({ log: () => undefined });
    expect([isStale(), await bundle({ log: () => undefined })]).toEqual([false, []]);
  });
});

describe('npm run cli', { timeout: 120_000 }, () => {
  it('explains itself', async () => {
    const { code, stdout } = await run('cli.mjs', ['--help']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Usage: npm run cli -- COMMAND')]);
  });

  it('passes arguments and exit codes, and says what went wrong on standard error alone', async () => {
    const { code, stdout, stderr } = await run('cli.mjs', ['dance']);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining('unknown command "dance"')]);
  });
});

describe('npm start without a display', { timeout: 180_000 }, () => {
  it('says so in one line and connects the practice site in the terminal, down to the report', async () => {
    const home = mkdtempSync(path.join(os.tmpdir(), 'start-'));
    onTestFinished(() => { rmSync(home, { recursive: true, force: true }); });
    const { code, stdout, stderr } = await run('start.mjs', [], { XDG_DATA_HOME: home });
    expect(stderr.split('\n')).toContain('There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set). Running the practice site in the terminal instead.');
    const report = /: (\/.*\.html)$/.exec(stdout.trimEnd())?.[1] ?? '';
    expect([code, readFileSync(report, 'utf8').slice(0, 15)]).toEqual([0, '<!doctype html>']);
  });
});

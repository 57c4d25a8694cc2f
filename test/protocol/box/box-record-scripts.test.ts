import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, type TestContext } from 'vitest';
import { parseHold } from '../../../electron/engine/box-record-answer';
import { BEAT_SCRIPT, HOLD_SCRIPT, LOCK_NAME, NOTE_SCRIPT, RECORD_DIRECTORY, SHOW_SCRIPT } from '../../../electron/engine/box-record-scripts';
import { answerMemoryScript, type MemoryDisk } from '../../../electron/practice/box/box-memory';

/*
 * The scripts in the shells that boxes have, in a folder instead of at the root; and the practice box's answers beside theirs.
 */

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'box-record-'));
  mkdirSync(path.join(root, 'run'));
  mkdirSync(path.join(root, 'var/lib/dpkg'), { recursive: true });
  mkdirSync(path.join(root, 'proc'));
  uptime(1000);
});
afterEach(() => { rmSync(root, { recursive: true, force: true }); });

const uptime = (seconds: number): void => { writeFileSync(path.join(root, 'proc/uptime'), `${seconds}.25 9000.00\n`); };
const lock = (): string => path.join(root, 'run', LOCK_NAME);
const record = (id: string): string => path.join(root, RECORD_DIRECTORY, `${id}.json`);

interface Answer { readonly code: number | null; readonly stdout: string }
type Ask = (script: string, words: readonly string[], stdin?: string) => Answer;

const SHELLS: readonly (readonly [name: string, argv: readonly string[]])[] = [['dash', ['dash']], ['bash', ['bash', '--posix']], ['busybox ash', ['busybox', 'sh']]];

function shell(context: TestContext, argv: readonly string[]): Ask {
  if (spawnSync(argv[0] ?? '', ['-c', 'true'].slice(0, argv[0] === 'busybox' ? 0 : 2)).error !== undefined) return context.skip(`${argv[0] ?? ''} is not installed here`);
  return (script, words, stdin = '') => {
    const placed = script.replaceAll('/run /var/run', `${root}/run ${root}/var/run`).replaceAll(RECORD_DIRECTORY, `${root}${RECORD_DIRECTORY}`).replaceAll('/proc/uptime', `${root}/proc/uptime`);
    const { status, stdout } = spawnSync(argv[0] ?? '', [...argv.slice(1), '-c', placed, 'name', ...words], { input: stdin, encoding: 'utf8' });
    return { code: status, stdout: stdout.replace('memory=until-restart\n', '') };
  };
}

const practice: Ask = (script, words, stdin = '') => {
  const disk: MemoryDisk = {
    read: (file) => (existsSync(root + file) ? readFileSync(root + file, 'utf8') : null),
    write: (file, text, mode) => { writeFileSync(root + file, text, { mode }); },
    remove: (file) => { rmSync(root + file, { recursive: true, force: true }); },
    makeDirectory: (folder, mode) => { mkdirSync(root + folder, { recursive: true, mode }); },
    entries: (folder) => (existsSync(root + folder) ? readdirSync(root + folder) : []),
  };
  const seconds = Math.floor(Number(readFileSync(path.join(root, 'proc/uptime'), 'utf8').split(' ')[0]));
  const reply = answerMemoryScript(disk, seconds, script, words, stdin);
  return { code: reply?.code ?? 127, stdout: reply?.stdout ?? '' };
};

const hold = (ask: Ask, token: string, owner: string, site = 'site'): ReturnType<typeof parseHold> => parseHold(ask(HOLD_SCRIPT, [token, owner, '300', `${owner} speaks`, site]).stdout);
const RECORD = '{"head":1}\n{"steps":[]}\n';
const note = (ask: Ask, token: string, what: string, last: string, text = RECORD): number | null => ask(NOTE_SCRIPT, [token, 'site', what, String(text.length), last], text).code;

describe.each([...SHELLS.map(([name, argv]) => ({ name, of: (context: TestContext) => shell(context, argv) })), { name: 'the practice box', of: () => practice }])('$name', ({ of }) => {
  test('one of two has the box; the other is told who and since when', (context) => {
    const ask = of(context);
    expect(hold(ask, 't1', 'h1@a')).toMatchObject({ lock: 'held', who: '' });
    uptime(1090);
    expect(hold(ask, 't2', 'h2@b')).toMatchObject({ lock: 'busy', who: 'h1@a speaks', minutes: 2 });
    expect(readFileSync(lock(), 'utf8')).toMatch(/^t1 h1@a 1000 1000\n/);
    expect(statSync(lock()).mode & 0o777).toBe(0o600);
    expect(readdirSync(path.join(root, 'run'))).toEqual([LOCK_NAME]);
  });

  test('a sign of life keeps it, for its holder only', (context) => {
    const ask = of(context);
    hold(ask, 't1', 'h1@a');
    uptime(1200);
    expect(ask(BEAT_SCRIPT, ['t2']).code).toBe(75);
    expect(ask(BEAT_SCRIPT, ['t1']).code).toBe(0);
    uptime(1450);
    expect(hold(ask, 't2', 'h2@b').lock).toBe('busy');
    expect(readdirSync(path.join(root, 'run'))).toEqual([LOCK_NAME]);
  });

  test('is taken from whoever gave no sign, from an own earlier run at once, and after a restart', (context) => {
    const ask = of(context);
    hold(ask, 't1', 'h1@a');
    uptime(1300);
    expect(hold(ask, 't2', 'h2@b')).toMatchObject({ lock: 'stale', who: 'h1@a speaks', minutes: 5 });
    expect(hold(ask, 't3', 'h2@b')).toMatchObject({ lock: 'own' });
    uptime(10);
    expect(hold(ask, 't4', 'h1@a')).toMatchObject({ lock: 'stale' });
    // Who lost it may neither write nor give it back.
    expect(note(ask, 't3', 'write', 'hold')).toBe(75);
    expect(note(ask, 't3', 'leave', 'release')).toBe(75);
    expect(readFileSync(lock(), 'utf8')).toMatch(/^t4 /);
    expect(existsSync(record('site'))).toBe(false);
  });

  test('a lock that nobody can read as one is nobody\'s', (context) => {
    const ask = of(context);
    writeFileSync(lock(), 'x * ? $(reboot)\n');
    expect(hold(ask, 't1', 'h1@a').lock).toBe('stale');
    expect(note(ask, 't1', 'leave', 'release')).toBe(0);
    expect(readdirSync(path.join(root, 'run'))).toEqual([]);
  });

  test('writes a record that only root can read, shows it, removes it and leaves no trace', (context) => {
    const ask = of(context);
    hold(ask, 't1', 'h1@a');
    expect(note(ask, 't1', 'write', 'hold')).toBe(0);
    expect(readFileSync(record('site'), 'utf8')).toBe(RECORD);
    expect([statSync(record('site')).mode & 0o777, statSync(path.dirname(record('site'))).mode & 0o777]).toEqual([0o600, 0o700]);
    writeFileSync(record('other'), '{"head":2}\n{"steps":["a secret of theirs"]}\n');
    const { records } = hold(ask, 't1', 'h1@a');
    expect([...records].map(([id, text]) => [id, text.trim()])).toEqual([['other', '{"head":2}'], ['site', RECORD.trim()]]);
    expect(ask(SHOW_SCRIPT, ['other']).stdout).toContain('a secret of theirs');
    rmSync(record('other'));
    expect(note(ask, 't1', 'remove', 'release', '')).toBe(0);
    expect([readdirSync(path.join(root, 'var/lib')), readdirSync(path.join(root, 'run'))]).toEqual([['dpkg'], []]);
  });

  test('takes away the folder around it where there was none', (context) => {
    const ask = of(context);
    rmSync(path.join(root, 'var/lib'), { recursive: true });
    hold(ask, 't1', 'h1@a');
    expect(note(ask, 't1', 'write', 'hold')).toBe(0);
    expect(note(ask, 't1', 'remove', 'release', '')).toBe(0);
    expect(readdirSync(path.join(root, 'var'))).toEqual([]);
  });

  test('half a record that came over a broken line replaces nothing', (context) => {
    const ask = of(context);
    hold(ask, 't1', 'h1@a');
    note(ask, 't1', 'write', 'hold');
    expect(ask(NOTE_SCRIPT, ['t1', 'site', 'write', '400', 'hold'], 'half').code).toBe(74);
    expect(readFileSync(record('site'), 'utf8')).toBe(RECORD);
    expect(readdirSync(path.dirname(record('site')))).toEqual(['site.json']);
  });
});

describe('a real shell', () => {
  test.each(SHELLS)('%s: of twenty that come at once for a stale lock one gets it', async (_name, argv) => {
    writeFileSync(lock(), 'old h0@z 1 1\nlong gone\n');
    const script = `${HOLD_SCRIPT.replaceAll('/run /var/run', `${root}/run ${root}/var/run`).replaceAll(RECORD_DIRECTORY, `${root}${RECORD_DIRECTORY}`).replaceAll('/proc/uptime', `${root}/proc/uptime`)}`;
    const all = `for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do ${argv.join(' ')} -c "$1" name "t$i" "h$i@l" 300 "laptop $i" site | head -n 1 & done; wait`;
    const { stdout } = spawnSync('sh', ['-c', all, 'sh', script], { encoding: 'utf8' });
    const lines = stdout.split('\n').filter((line) => line !== '');
    expect(lines.filter((line) => line !== 'lock=busy')).toHaveLength(1);
    expect(readdirSync(path.join(root, 'run'))).toEqual([LOCK_NAME]);
  });

  test('says so where the disk cannot be written', (context) => {
    const ask = shell(context, ['dash']);
    hold(ask, 't1', 'h1@a');
    rmSync(path.join(root, 'var'), { recursive: true });
    writeFileSync(path.join(root, 'var'), 'not a folder');
    expect(note(ask, 't1', 'write', 'release')).toBe(74);
    expect(existsSync(lock())).toBe(false);
  });
});

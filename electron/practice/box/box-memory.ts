import { BEAT_SCRIPT, HOLD_SCRIPT, LOCK_NAME, NOTE_SCRIPT, RECORD_DIRECTORY, SHOW_SCRIPT } from '../../engine/box-record-scripts';
import { DONE, failed, said, type Reply } from './command';

/** As much of a disk as a box's memory takes. */
export interface MemoryDisk {
  read(path: string): string | null;
  write(path: string, text: string, mode: number): void;
  /** Files and folders alike; fine where there is none. */
  remove(path: string): void;
  makeDirectory(path: string, mode: number): void;
  /** Names directly inside. */
  entries(path: string): readonly string[];
}

const LOCK = `/run/${LOCK_NAME}`;

/** What the scripts of `engine/box-record-scripts.ts` do, for boxes without a shell; null: another script. `uptime` in seconds. */
export function answerMemoryScript(disk: MemoryDisk, uptime: number, script: string, words: readonly string[], stdin: string): Reply | null {
  switch (script) {
    case HOLD_SCRIPT:
      return hold(disk, uptime, words);
    case SHOW_SCRIPT:
      return said(records(disk, words[0] ?? ''));
    case BEAT_SCRIPT: {
      const holder = holderOf(disk);
      if (holder === null || holder.token !== words[0]) return failed(75, '');
      disk.write(LOCK, lockText({ ...holder, beat: uptime }), 0o600);
      return DONE;
    }
    case NOTE_SCRIPT:
      return note(disk, words, stdin);
    default:
      return null;
  }
}

interface Holder {
  readonly token: string;
  readonly owner: string;
  readonly begun: number;
  readonly beat: number;
  readonly who: string;
}

function hold(disk: MemoryDisk, uptime: number, [token = '', owner = '', expiry = '', who = '', site = '']: readonly string[]): Reply {
  const before = holderOf(disk);
  const quiet = uptime - (before?.beat ?? 0);
  if (before !== null && before.owner !== owner && quiet >= 0 && quiet < Number(expiry)) return said(`lock=busy\nage=${uptime - before.begun}\nwho=${before.who}\n`);
  disk.write(LOCK, lockText({ token, owner, begun: uptime, beat: uptime, who }), 0o600);
  const was = before === null ? 'held' : before.owner === owner ? 'own' : 'stale';
  return said(`lock=${was}\nage=${before === null ? 0 : uptime - before.begun}\nwho=${before?.who ?? ''}\n${records(disk, site)}`);
}

function note(disk: MemoryDisk, [token = '', site = '', what = '', size = '', last = '']: readonly string[], stdin: string): Reply {
  if (holderOf(disk)?.token !== token) return failed(75, '');
  const file = `${RECORD_DIRECTORY}/${site}.json`;
  let code = 0;
  if (what === 'write' && stdin.length === Number(size)) {
    disk.makeDirectory(RECORD_DIRECTORY, 0o700);
    disk.write(file, stdin, 0o600);
  } else if (what === 'write') code = 74;
  if (what === 'remove') disk.remove(file);
  if (last !== 'hold') disk.remove(LOCK);
  if (what === 'remove') {
    for (const folder of [RECORD_DIRECTORY, RECORD_DIRECTORY.slice(0, RECORD_DIRECTORY.lastIndexOf('/'))]) if (disk.entries(folder).length === 0) disk.remove(folder);
  }
  return code === 0 ? DONE : failed(code, '');
}

function records(disk: MemoryDisk, site: string): string {
  return disk
    .entries(RECORD_DIRECTORY)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const text = disk.read(`${RECORD_DIRECTORY}/${name}`) ?? '';
      return `record=${name.slice(0, -5)}\n${name === `${site}.json` ? text : (text.split('\n')[0] ?? '')}\n`;
    })
    .join('');
}

function holderOf(disk: MemoryDisk): Holder | null {
  const [line = '', who = ''] = (disk.read(LOCK) ?? '').split('\n');
  const [token = '', owner = '', begun = '', beat = ''] = line.split(' ');
  return token === '' ? null : { token, owner, begun: Number(begun), beat: Number(beat), who };
}

function lockText({ token, owner, begun, beat, who }: Holder): string {
  return `${token} ${owner} ${begun} ${beat}\n${who}\n`;
}

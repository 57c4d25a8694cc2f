import { appendFile, mkdtemp, readFile, rm, stat, truncate } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foldJournal } from '../../../electron/domain/state';
import { JournalFile, readJournal } from '../../../electron/store/journal-file';

let folder: string;
beforeEach(async () => { folder = await mkdtemp(path.join(os.tmpdir(), 'journal-')); });
afterEach(async () => { await rm(folder, { recursive: true }); });
const file = (): string => path.join(folder, 'journal.jsonl');

async function write(...pages: ('find' | 'box' | 'done')[]): Promise<void> {
  const journal = await JournalFile.open(file(), () => 1_700_000_000_000);
  for (const page of pages) await journal.append({ type: 'page', page });
  await journal.close();
}

describe('the journal on disk', () => {
  it('is found again as it was written', async () => {
    await write('find', 'box');
    await write('done');
    const { entries } = await readJournal(file());
    expect(entries.map((entry) => entry.seq)).toEqual([1, 2, 3]);
    expect(foldJournal(entries).page).toBe('done');
    expect((await stat(file())).mode & 0o077).toBe(0);
  });

  it('is readable after a crash at every byte of a write, and loses nothing that was acknowledged', async () => {
    await write('find', 'box');
    const whole = await readFile(file());
    const firstLine = whole.indexOf(0x0a) + 1;
    for (let length = firstLine; length < whole.length; length++) {
      await rm(file());
      await appendFile(file(), whole.subarray(0, length));
      await write('done');
      const { entries } = await readJournal(file());
      expect(entries.map((entry) => entry.event)).toEqual([{ type: 'page', page: 'find' }, { type: 'page', page: 'done' }]);
      expect(entries.map((entry) => entry.seq)).toEqual([1, 2]);
    }
  });

  it('refuses a journal that is damaged in the middle instead of skipping what happened', async () => {
    await write('find', 'box', 'done');
    const text = await readFile(file(), 'utf8');
    await truncate(file(), 0);
    await appendFile(file(), text.replace('"box"', '"nowhere"'));
    await expect(JournalFile.open(file(), Date.now)).rejects.toMatchObject({ code: 'storage-failed', params: { reason: 'line 2 is damaged' } });
  });

  it('does not accept an event that no reader would understand', async () => {
    const journal = await JournalFile.open(file(), Date.now);
    await expect(journal.append({ type: 'page', page: 'elsewhere' as 'find' })).rejects.toThrow();
    await journal.close();
    expect((await readJournal(file())).entries).toEqual([]);
  });
});

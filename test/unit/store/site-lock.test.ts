import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockSite } from '../../../electron/store/site-lock';

let folder: string;
beforeEach(async () => { folder = await mkdtemp(path.join(os.tmpdir(), 'lock-')); });
afterEach(async () => { await rm(folder, { recursive: true }); });

describe('the lock of a site', () => {
  it('keeps a second program out until the first one is done', async () => {
    const file = path.join(folder, 'lock');
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      await writeFile(file, String(other.pid));
      await expect(lockSite(file)).rejects.toMatchObject({ code: 'site-busy', params: { pid: other.pid } });
    } finally {
      other.kill('SIGKILL');
      await once(other, 'exit');
    }
    const unlock = await lockSite(file);
    await expect(lockSite(file)).rejects.toMatchObject({ code: 'site-busy' });
    await unlock();
    await (await lockSite(file))();
  });

  it('is not held by garbage', async () => {
    const file = path.join(folder, 'lock');
    await writeFile(file, 'not a number');
    await (await lockSite(file))();
  });
});
